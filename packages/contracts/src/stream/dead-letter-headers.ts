/** The headers of a dead letter and what each says, as text: why it is one, and where its record was. */
export const deadLetterHeaders = {
  reason: 'Why it is one.',
  'source.topic': 'Where the record was.',
  'source.partition': 'A whole number.',
  'source.offset': 'A whole number.',
  'source.timestamp': "The original record's timestamp, epoch milliseconds.",
  'source.bytes':
    "Only where the payload is cut, because the original is too large to be read or for the brokers, or a batch: the original's size in bytes.",
  'source.last.offset':
    'Only where a whole batch could not be unpacked, and the payload is the beginning of the batch as it was written: its last offset.',
} as const

export type DeadLetterHeader = keyof typeof deadLetterHeaders

/** Those that only some dead letters have. */
export const cutHeader = 'source.bytes' satisfies DeadLetterHeader
export const lastOffsetHeader = 'source.last.offset' satisfies DeadLetterHeader
export type OptionalHeader = typeof cutHeader | typeof lastOffsetHeader

/** On a record that was put back among the events: when it was received first. */
export const receiptHeader = 'source.timestamp' satisfies DeadLetterHeader

/** The headers of a record that closes a dead letter of the same topic, as text. It has no value, and outlives the letter. */
export const closingHeaders = {
  'closes.partition': 'Of the dead letter. A whole number.',
  'closes.offset': 'Of the dead letter. A whole number.',
  'closed.as': 'Why nothing has to be done about it any more.',
} as const

export type ClosingHeader = keyof typeof closingHeaders

/** What became of a dead letter: it was put back among the events, or somebody has seen to it. */
export const closings = ['put-back', 'closed'] as const

export type Closing = (typeof closings)[number]
