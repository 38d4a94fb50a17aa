/**
 * Gives a code to errors of ClickHouse's client that have none, and that a log could only call `Error`: that of a server that does not answer in
 * time, and that of an answer that is not ClickHouse's, such as a proxy's.
 */
export function withCode(error: unknown): unknown {
  if (!(error instanceof Error) || error.constructor !== Error || error.name !== 'Error' || 'code' in error) return error
  return Object.assign(error, { code: error.message === 'Timeout error.' ? 'ETIMEDOUT' : 'NOT_CLICKHOUSE' })
}
