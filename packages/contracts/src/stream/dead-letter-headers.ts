/** The headers of a dead letter and what each says, as text: why it is one, and where its record was. */
export const deadLetterHeaders = {
  reason: 'Why it is one.',
  'source.topic': 'Where the record was.',
  'source.partition': 'A whole number.',
  'source.offset': 'A whole number.',
  'source.timestamp': "The original record's timestamp, epoch milliseconds.",
  'source.bytes': "Only where the brokers would not take all of the original, and the payload is cut: the original's size in bytes.",
} as const

export type DeadLetterHeader = keyof typeof deadLetterHeaders

/** The one that only some dead letters have. */
export const cutHeader = 'source.bytes' satisfies DeadLetterHeader

/** On a record that was put back among the events: when it was received first. */
export const receiptHeader = 'source.timestamp' satisfies DeadLetterHeader
