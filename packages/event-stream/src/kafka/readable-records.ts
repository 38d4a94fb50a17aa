import { maxEventBytes, receiptHeader } from '@stitchlog/contracts'
import type { KafkaMessage } from 'kafkajs'
import type { KafkaRecord } from './kafka-source.ts'

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

/**
 * The records of messages. One that is too large, and a batch that cannot be unpacked, become a record that says so, with the beginning of the content.
 *
 * @param onUnreadable called for each such batch
 */
export function readableRecords(partition: number, messages: readonly KafkaMessage[], onUnreadable: (batch: UnreadableBatch) => void): KafkaRecord[] {
  const records: KafkaRecord[] = []
  let ownBytes = 0
  let sharedBytes = 0
  let shared: ArrayBufferLike | undefined
  for (const message of messages) {
    const { value, offset } = message
    if (value === null) continue
    const record = { value, timestamp: timestampOf(message), partition, offset }
    const batch = unreadableOf(message)
    if (batch !== undefined) {
      onUnreadable({ partition, firstOffset: batch.firstOffset, lastOffset: offset, reason: batch.reason })
      records.push({ ...cut(record), unreadable: `a batch that cannot be read: ${batch.reason}`, offset: batch.firstOffset, lastOffset: offset })
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

/** As the patched decoder of kafkajs marks it: the message stands for all of its batch, and its value is the batch as it was written. */
function unreadableOf(message: KafkaMessage & { readonly unreadable?: { readonly firstOffset: string; readonly reason: string } }) {
  return message.unreadable
}

/** When the record was received: the brokers' timestamp, or for a record that was put back from the dead letters, the time of its first receipt. */
function timestampOf({ timestamp, headers }: KafkaMessage): number {
  const appendedAt = Number(timestamp)
  const header = headers?.[receiptHeader]
  if (header === undefined) return appendedAt
  const receivedFirst = Number(Array.isArray(header) ? header[0] : header)
  return Number.isInteger(receivedFirst) && receivedFirst >= 0 ? Math.min(receivedFirst, appendedAt) : appendedAt
}
