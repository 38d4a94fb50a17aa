import kafkajs from 'kafkajs'

/** Whether a broker answered with one of these errors, possibly wrapped by kafkajs. */
export const hasErrorType = (error: unknown, types: ReadonlySet<string>): boolean =>
  (error instanceof kafkajs.KafkaJSProtocolError && types.has(error.type)) ||
  (error instanceof Error && error.cause !== undefined && hasErrorType(error.cause, types))
