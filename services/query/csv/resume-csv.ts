import { withinTime } from '@stitchlog/service-kit'

/** The export is aborted if a piece takes longer to read. */
const pieceTimeoutMs = 30_000

/**
 * Continues after the first piece. `Readable.from()` requests a piece when the client has taken the previous one, and stops when the
 * client disconnects.
 */
export async function* resume<Piece>(
  first: Piece,
  rest: AsyncGenerator<Piece>,
  onFailure: (error: unknown) => void,
  timeoutMs = pieceTimeoutMs,
): AsyncGenerator<Piece> {
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
    // Not awaited, because the read may hang.
    rest.return(undefined).catch(() => {})
  }
}
