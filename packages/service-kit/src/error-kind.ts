/**
 * What a log may say of any error: its kind, such as `ClickHouseError ACCESS_DENIED 497`, `ECONNREFUSED` or `KafkaJSProtocolError
 * TOPIC_AUTHORIZATION_FAILED 29`. Never its message, which may quote what people sent.
 */
export function errorKind(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const own = [error.name === 'Error' ? undefined : error.name, symbolOf(error), codeOf(error)].filter((part) => part !== undefined)
  if (own.length > 0 && !(error instanceof AggregateError)) return own.join(' ')
  const inner = error instanceof AggregateError ? error.errors : error.cause instanceof Error ? [error.cause] : []
  const kinds = new Set(inner.map(errorKind))
  return [...own, ...kinds].join(' ') || 'Error'
}

/** ClickHouse and Kafka name their errors. */
const symbolOf = (error: object) => ('type' in error && typeof error.type === 'string' && isWord(error.type) ? error.type : undefined)

/** A number of ClickHouse or Kafka, or a system error's name. */
function codeOf(error: object): string | undefined {
  if (!('code' in error)) return undefined
  const { code } = error
  return (typeof code === 'string' && isWord(code)) || (typeof code === 'number' && code > 0) ? String(code) : undefined
}

const isWord = (text: string) => /^\w{1,64}$/.test(text)

/** Where an error comes from: its stack without its message. */
export const stackFrames = (error: unknown) =>
  error instanceof Error ? error.stack?.split('\n').filter((line) => line.startsWith('    at ')) : undefined
