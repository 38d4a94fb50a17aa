/**
 * Goes on where the first piece was taken. `Readable.from()` asks for a piece when the client has taken the one before it, and stops when the
 * client goes away.
 */
export async function* resume(first: string, rest: AsyncGenerator<string>, onFailure: (error: unknown) => void): AsyncGenerator<string> {
  try {
    yield first
    yield* rest
  } catch (error) {
    onFailure(error)
    throw error
  }
}
