import kafkajs from 'kafkajs'

/** The name that the brokers gave an error, such as `GROUP_AUTHORIZATION_FAILED`, possibly wrapped by kafkajs; undefined if it did not come from them. */
export function errorType(error: unknown): string | undefined {
  if (error instanceof kafkajs.KafkaJSProtocolError) return error.type
  return error instanceof Error ? errorType(error.cause) : undefined
}

/** Whether a broker answered with one of these errors, possibly wrapped by kafkajs. */
export function hasErrorType(error: unknown, types: ReadonlySet<string>): boolean {
  const type = errorType(error)
  return type !== undefined && types.has(type)
}
