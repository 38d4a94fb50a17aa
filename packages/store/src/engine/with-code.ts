/**
 * Gives a code to errors of ClickHouse's client that have none, and that a log could only call `Error`: that of a server that does not answer in
 * time, and that of an answer that is not ClickHouse's, such as a proxy's. A read that nobody waits for any more is an `AbortError`.
 *
 * @param signal what the read would have been aborted by
 */
export function withCode(error: unknown, signal?: AbortSignal): unknown {
  if (!(error instanceof Error) || error.constructor !== Error || error.name !== 'Error' || 'code' in error) return error
  const isLate = signal?.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
  if (isLate || error.message === 'Timeout error.') return Object.assign(error, { code: 'ETIMEDOUT' })
  return Object.assign(error, signal?.aborted ? { name: 'AbortError' } : { code: 'NOT_CLICKHOUSE' })
}
