import type { KafkaMessage } from 'kafkajs'
import type { RecordBatch } from './record-batch.ts'

/** A message as the patched kafkajs delivers it: a record; or a whole batch, read by `readRecordBatch`; or one that cannot be read. */
export type FetchedMessage = KafkaMessage & {
  readonly records?: RecordBatch
  /** The message stands for a whole batch, and its value is the batch as it was written. */
  readonly unreadable?: { readonly firstOffset: string; readonly reason: string }
}
