import { maxEventBytes } from '@stitchlog/contracts'
import type { PackedRecords } from '../batch-source.ts'
import { BatchMemory, freeMemory } from './batch-memory.ts'
import type { KafkaRecord } from './kafka-source.ts'
import type { RecordBatch } from './record-batch.ts'
import { newIndex, type RecordIndex } from './record-index.ts'

/** Batches are kept as they are unless their values are so small a part of them that it would be a waste of memory. */
const longestShare = 4

/** The records of several batches of one partition that have a value. */
export class PackedKafkaRecords implements PackedRecords<KafkaRecord> {
  /** Of all values. */
  readonly valueBytes: number
  readonly #partition: number
  /** Each once for each batch that lies in it. */
  readonly #memories: readonly BatchMemory[]
  #bytes: Buffer
  #index: RecordIndex

  private constructor(partition: number, memories: readonly BatchMemory[], bytes: Buffer, index: RecordIndex, valueBytes: number) {
    this.#partition = partition
    this.#memories = memories
    this.#bytes = bytes
    this.#index = index
    this.valueBytes = valueBytes
  }

  /**
   * Takes the batches over: nothing else may look at them any more.
   *
   * @returns undefined if a value is too large for an event, or the values are only a small part of their batches, which then stay as they are
   */
  static of(partition: number, batches: readonly RecordBatch[]): PackedKafkaRecords | undefined {
    let [count, valueBytes, size] = [0, 0, 0]
    for (const { index, count: recordCount, begin, end } of batches) {
      size += end - begin
      for (let n = 0; n < recordCount; n++) {
        const from = index.from[n] ?? -1
        if (from === -1) continue
        const length = (index.until[n] ?? 0) - from
        if (length > maxEventBytes) return
        count++
        valueBytes += length
      }
    }
    if (size > longestShare * valueBytes) return
    const memories = batches.map(({ memory }) => memory)
    const shared = sharedMemory(batches)
    const bytes = shared ?? Buffer.concat(batches.map((batch) => batch.bytes.subarray(batch.begin, batch.end)))
    const index = indexOf(batches, bytes, count)
    for (const { index: own } of batches) if (own !== index) freeMemory(own.offsets.buffer)
    if (shared !== undefined) return new PackedKafkaRecords(partition, memories, bytes, index, valueBytes)
    for (const memory of memories) memory.done()
    return new PackedKafkaRecords(partition, [new BatchMemory(bytes.buffer).use()], bytes, index, valueBytes)
  }

  get bytes(): Buffer {
    return this.#bytes
  }

  free(): void {
    if (this.#index === noIndex) return
    freeMemory(this.#index.offsets.buffer)
    this.#index = noIndex
    this.#bytes = noBytes
    for (const memory of this.#memories) memory.done()
  }

  get length(): number {
    return this.#index.from.length
  }

  from(n: number): number {
    return this.#index.from[n] ?? 0
  }

  until(n: number): number {
    return this.#index.until[n] ?? 0
  }

  timestamp(n: number): number {
    return this.#index.timestamps[n] ?? 0
  }

  at(n: number): KafkaRecord | undefined {
    if (n >= this.length) return
    return {
      value: this.bytes.subarray(this.from(n), this.until(n)),
      timestamp: this.timestamp(n),
      partition: this.#partition,
      offset: String(this.#index.offsets[n]),
    }
  }

  *[Symbol.iterator](): Generator<KafkaRecord> {
    for (let n = 0; n < this.length; n++) {
      const record = this.at(n)
      if (record !== undefined) yield record
    }
  }
}

const noIndex = newIndex(0)
const noBytes = Buffer.alloc(0)

/** The memory in which all batches lie, as those of one response do unless they are compressed. */
function sharedMemory([first, ...others]: readonly RecordBatch[]): Buffer | undefined {
  return others.every(({ bytes }) => bytes.buffer === first?.bytes.buffer) ? first?.bytes : undefined
}

/** One index of all records that have a value, in the memory of the batches or in a copy of them, one after the other. */
function indexOf(batches: readonly RecordBatch[], bytes: Buffer, count: number): RecordIndex {
  const [first] = batches
  const isShared = bytes === first?.bytes
  if (isShared && batches.length === 1 && first.count === count) return first.index
  const all = newIndex(count)
  let [n, start] = [0, 0]
  for (const { index, begin, end, count: recordCount } of batches) {
    const moved = isShared ? 0 : start - begin
    for (let each = 0; each < recordCount; each++) {
      const from = index.from[each] ?? -1
      if (from === -1) continue
      all.from[n] = from + moved
      all.until[n] = (index.until[each] ?? 0) + moved
      all.offsets[n] = index.offsets[each] ?? 0
      all.timestamps[n] = index.timestamps[each] ?? 0
      n++
    }
    start += end - begin
  }
  return all
}
