import { maxEventBytes, receiptHeader } from '@stitchlog/contracts'
import type { FetchedMessage } from './fetched-message.ts'
import type { KafkaRecord } from './kafka-source.ts'
import { PackedKafkaRecords } from './packed-records.ts'

/** What is kept of content that is too large to be read: as much as a dead letter holds in any case. */
const keptBytes = 600_000

/** Records are parts of the buffer that their batch was unpacked to. Where that is this many times as large, it is not to be kept for them. */
const longestShare = 4

/** A batch that was written like this: it cannot be unpacked, or only to too much. */
export interface UnreadableBatch {
  readonly partition: number
  readonly firstOffset: string
  readonly lastOffset: string
  readonly reason: string
}

export interface ReadableRecords {
  readonly records: readonly KafkaRecord[] | PackedKafkaRecords
  /** What their values take. */
  readonly bytes: number
}

/**
 * The records of messages. One that is too large, and a batch that cannot be unpacked, become a record that says so, with the beginning of the content.
 *
 * @param onUnreadable called for each such batch
 */
export function readableRecords(
  partition: number,
  messages: readonly FetchedMessage[],
  onUnreadable: (batch: UnreadableBatch) => void,
): ReadableRecords {
  const batches = messages.flatMap(({ records = [] }) => records)
  const packed = batches.length === messages.length ? PackedKafkaRecords.of(partition, batches) : undefined
  if (packed !== undefined) return { records: packed, bytes: packed.valueBytes }
  const records = singleRecords(partition, messages.flatMap(singleMessages), onUnreadable)
  return { records, bytes: records.reduce((sum, { value }) => sum + value.length, 0) }
}

function singleRecords(partition: number, messages: readonly SingleMessage[], onUnreadable: (batch: UnreadableBatch) => void): KafkaRecord[] {
  const records: KafkaRecord[] = []
  let ownBytes = 0
  let sharedBytes = 0
  let shared: ArrayBufferLike | undefined
  for (const message of messages) {
    const { value, offset } = message
    if (value === null) continue
    const record = { value, timestamp: timestampOf(message), partition, offset }
    if (message.unreadable !== undefined) {
      const { firstOffset, reason } = message.unreadable
      onUnreadable({ partition, firstOffset, lastOffset: offset, reason })
      records.push({ ...cut(record), unreadable: `a batch that cannot be read: ${reason}`, offset: firstOffset, lastOffset: offset })
    } else if (value.length > maxEventBytes) {
      records.push({ ...cut(record), unreadable: `longer than ${maxEventBytes} bytes` })
    } else {
      records.push(record)
      ownBytes += value.length
      if (value.buffer !== shared) sharedBytes += value.buffer.byteLength
      shared = value.buffer
    }
  }
  return sharedBytes <= longestShare * ownBytes ? records : records.map((record) => ({ ...record, value: Buffer.from(record.value) }))
}

const cut = (record: KafkaRecord): KafkaRecord => ({
  ...record,
  value: Buffer.from(record.value.subarray(0, keptBytes)),
  bytes: record.value.length,
})

type SingleMessage = Pick<FetchedMessage, 'value' | 'offset' | 'timestamp' | 'headers' | 'unreadable'>

/** The records of a whole batch as messages of their own. */
const singleMessages = (message: FetchedMessage): readonly SingleMessage[] => message.records?.messages() ?? [message]

/** When the record was received: the brokers' timestamp, or for a record that was put back from the dead letters, the time of its first receipt. */
function timestampOf({ timestamp, headers }: SingleMessage): number {
  const appendedAt = Number(timestamp)
  const header = headers?.[receiptHeader]
  if (header === undefined) return appendedAt
  const receivedFirst = Number(Array.isArray(header) ? header[0] : header)
  return Number.isInteger(receivedFirst) && receivedFirst >= 0 ? Math.min(receivedFirst, appendedAt) : appendedAt
}
