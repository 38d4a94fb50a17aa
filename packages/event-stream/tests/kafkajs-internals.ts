import { createRequire } from 'node:module'

/** What is patched is not what kafkajs exports. */
const load = createRequire(import.meta.resolve('kafkajs'))

export const Encoder = load('./src/protocol/encoder.js')
export const Decoder = load('./src/protocol/decoder.js')
export const { RecordBatch } = load('./src/protocol/recordBatch/v0/index.js')
export const Record = load('./src/protocol/recordBatch/record/v0/index.js')
export const Records = load('./src/protocol/recordBatch/record/v0/records.js')
export const groupMessagesPerPartition = load('./src/producer/groupMessagesPerPartition.js')
export const MessageSet = load('./src/protocol/messageSet/index.js')
export const crc32C = load('./src/protocol/recordBatch/crc32C/index.js')
export const decodeMessages = load('./src/protocol/requests/fetch/v4/decodeMessages.js')
export const Batch = load('./src/consumer/batch.js')
export const Connection = load('./src/network/connection.js')

/** The checksum of what follows it in a record batch, set right. */
export function checked(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32C(batch.subarray(21)), 17)
  return batch
}
