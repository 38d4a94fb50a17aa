import { receiptHeader } from '@stitchlog/contracts'
import kafkajs, { type BatchRead, type FetchResponseBytes } from 'kafkajs'
import { BatchMemory } from './batch-memory.ts'
import { indexRecords, type RecordIndex } from './record-index.ts'

const { CompressionCodecs } = kafkajs

/** Where the fields of a record batch are, in bytes from its beginning. All batches of version 2 have the same header. */
const lengthAt = 8
const lengthEnd = 12
const magicAt = 16
const attributesAt = 21
const lastOffsetDeltaAt = 23
const firstTimestampAt = 27
const maxTimestampAt = 35
const producerIdAt = 43
const recordCountAt = 57
const recordsAt = 61

const codecMask = 0x07
const appendTimeFlag = 0x08
const transactionFlag = 0x10
const controlFlag = 0x20

/** What a record costs in memory is far more than its few bytes. kafkajs is patched with the same limit, and refuses what has more. */
const maxRecords = 200_000

/** Offsets and timestamps below this are exact as doubles, whatever is added to them here. */
const largestExact = 2 ** 52

const receiptHeaderBytes = Buffer.from(receiptHeader)

/** The records of a batch, unpacked, none of which is an object. */
export class RecordBatch {
  /** All of the memory in which the records lie, which may be that of a whole response. */
  readonly bytes: Buffer
  readonly index: RecordIndex
  /** Where the first of the records that the batch was written with begins. */
  readonly begin: number
  /** Where the last one ends. */
  readonly end: number
  readonly memory: BatchMemory

  constructor(memory: BatchMemory, bytes: Buffer, index: RecordIndex, begin: number, end: number) {
    this.memory = memory
    this.bytes = bytes
    this.index = index
    this.begin = begin
    this.end = end
  }

  get count(): number {
    return this.index.offsets.length
  }

  /** The offset of the first record; Infinity if there is none. */
  get firstOffset(): number {
    return this.index.offsets[0] ?? Number.POSITIVE_INFINITY
  }

  /** The place of the last record, as kafkajs would give it. Undefined if there is none. */
  get last(): { readonly offset: string; readonly timestamp: string } | undefined {
    const offset = this.index.offsets.at(-1)
    return offset === undefined ? undefined : { offset: String(offset), timestamp: String(this.index.timestamps.at(-1)) }
  }

  /** The timestamp of the record at an offset, as kafkajs would give it; undefined if there is none. */
  timestampAt(offset: number): string | undefined {
    const n = this.index.offsets.indexOf(offset)
    return n === -1 ? undefined : String(this.index.timestamps[n])
  }

  /** The records by themselves, as kafkajs would give them, without keys and headers. */
  messages(): { readonly offset: string; readonly timestamp: string; readonly value: Buffer | null }[] {
    const { offsets, timestamps, from, until } = this.index
    return Array.from(offsets, (offset, n) => ({
      offset: String(offset),
      timestamp: String(timestamps[n]),
      value: from[n] === -1 ? null : this.bytes.subarray(from[n], until[n]),
    }))
  }

  /** The same batch, without the records before an offset. */
  since(offset: number): RecordBatch {
    const found = this.index.offsets.findIndex((each) => each >= offset)
    const n = found === -1 ? this.count : found
    const { offsets, timestamps, from, until } = this.index
    const rest = { offsets: offsets.subarray(n), timestamps: timestamps.subarray(n), from: from.subarray(n), until: until.subarray(n) }
    return new RecordBatch(this.memory, this.bytes, rest, this.begin, this.end)
  }
}

/** A batch as a message of kafkajs, which its filters of offsets and of aborted transactions treat like one. */
type WholeBatch = BatchRead['message'] & { readonly records: RecordBatch }

/**
 * Reads a record batch of version 2 for kafkajs (the option `readBatch` of its consumer, which our patch adds), without an object for each record.
 *
 * Undefined for whatever is not quite usual, which kafkajs then reads by itself: control batches; batches with records that were put back from the
 * dead letters; damaged ones, whose checksum it compares; and those that cannot be unpacked, or only to too much.
 *
 * @param response in whose memory the batch lies
 */
export async function readRecordBatch(
  batch: Buffer,
  response: FetchResponseBytes,
): Promise<(BatchRead & { readonly message: WholeBatch }) | undefined> {
  if (batch.length < recordsAt || batch.readInt8(magicAt) !== 2 || batch.readInt32BE(lengthAt) !== batch.length - lengthEnd) return
  const attributes = batch.readInt16BE(attributesAt)
  const firstOffset = Number(batch.readBigInt64BE(0))
  const lastOffsetDelta = batch.readInt32BE(lastOffsetDeltaAt)
  const firstTimestamp = Number(batch.readBigInt64BE(firstTimestampAt))
  const maxTimestamp = Number(batch.readBigInt64BE(maxTimestampAt))
  const recordCount = batch.readInt32BE(recordCountAt)
  const areExact = firstOffset >= 0 && [firstOffset, firstTimestamp, maxTimestamp].every((number) => Math.abs(number) < largestExact)
  if ((attributes & controlFlag) !== 0 || !areExact || recordCount < 1 || recordCount > maxRecords) return

  const unpacked = await unpack(attributes & codecMask, batch.subarray(recordsAt))
  if (unpacked === undefined) return
  const bytes = Buffer.from(unpacked.buffer)
  const begin = unpacked.byteOffset
  const end = begin + unpacked.length
  const appendedAt = (attributes & appendTimeFlag) === 0 ? undefined : maxTimestamp
  const index = indexRecords(bytes, { begin, end, recordCount, firstOffset, lastOffsetDelta, firstTimestamp, appendedAt }, receiptHeaderBytes)
  if (index === undefined) return
  const memory = unpacked.buffer === batch.buffer ? memoryOf(response) : new BatchMemory(bytes.buffer)
  const message = {
    key: null,
    value: null,
    timestamp: String(maxTimestamp),
    attributes: 0,
    offset: String(firstOffset + lastOffsetDelta),
    headers: {},
    isControlRecord: false as const,
    batchContext: { producerId: String(batch.readBigInt64BE(producerIdAt)), inTransaction: (attributes & transactionFlag) !== 0 },
    records: new RecordBatch(memory.use(), bytes, index, begin, end),
  }
  return { message, unpackedBytes: unpacked.length, recordCount }
}

/** Of all batches of a response that are not compressed. */
const memories = new WeakMap<FetchResponseBytes, BatchMemory>()

function memoryOf(response: FetchResponseBytes): BatchMemory {
  let memory = memories.get(response)
  if (memory === undefined) {
    memory = new BatchMemory(response.buffer, () => response.isShared !== true)
    memories.set(response, memory)
  }
  return memory
}

/** @returns undefined if it cannot be unpacked */
async function unpack(codec: number, packed: Buffer): Promise<Buffer | undefined> {
  if (codec === 0) return packed
  const codecs: Readonly<Record<number, () => { decompress(packed: Buffer): Promise<Buffer> }>> = CompressionCodecs
  try {
    return await codecs[codec]?.().decompress(packed)
  } catch {
    return
  }
}
