import { withinTime } from '@stitchlog/service-kit'

/** A piece that takes longer to read breaks the export off. */
const pieceTimeoutMs = 30_000

/**
 * Goes on where the first piece was taken. `Readable.from()` asks for a piece when the client has taken the one before it, and stops when the
 * client goes away.
 */
export async function* resume(
  first: string,
  rest: AsyncGenerator<string>,
  onFailure: (error: unknown) => void,
  timeoutMs = pieceTimeoutMs,
): AsyncGenerator<string> {
  try {
    yield first
    for (;;) {
      const next = await withinTime(rest.next(), timeoutMs)
      if (next.done) return
      yield next.value
    }
  } catch (error) {
    onFailure(error)
    throw error
  } finally {
    // Nobody waits for the end of a read that hangs.
    rest.return(undefined).catch(() => {})
  }
}
