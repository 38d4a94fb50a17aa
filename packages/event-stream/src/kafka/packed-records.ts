import { maxEventBytes } from '@stitchlog/contracts'
import type { PackedRecords } from '../batch-source.ts'
import type { KafkaRecord } from './kafka-source.ts'
import type { RecordBatch } from './record-batch.ts'

/** Batches are copied as they are unless their values are so small a part of them that it would be a waste of memory. */
const longestShare = 4

/** The records of several batches of one partition that have a value, in bytes of their own. */
export class PackedKafkaRecords implements PackedRecords<KafkaRecord> {
  readonly length: number
  readonly bytes: Buffer
  /** Of all values. */
  readonly valueBytes: number
  readonly #partition: number
  readonly #from: Int32Array
  readonly #until: Int32Array
  readonly #offsets: Float64Array
  readonly #timestamps: Float64Array

  private constructor(partition: number, batches: readonly RecordBatch[], { count, valueBytes, bytes }: Sizes) {
    this.length = count
    this.valueBytes = valueBytes
    this.#partition = partition
    this.bytes = Buffer.allocUnsafeSlow(bytes)
    this.#from = new Int32Array(count)
    this.#until = new Int32Array(count)
    this.#offsets = new Float64Array(count)
    this.#timestamps = new Float64Array(count)
    let [start, n] = [0, 0]
    for (const batch of batches) {
      batch.bytes.copy(this.bytes, start)
      const { from, until, offsets, timestamps } = batch.index
      for (let each = 0; each < batch.count; each++) {
        if ((from[each] ?? -1) === -1) continue
        this.#from[n] = start + (from[each] ?? 0)
        this.#until[n] = start + (until[each] ?? 0)
        this.#offsets[n] = offsets[each] ?? 0
        this.#timestamps[n] = timestamps[each] ?? 0
        n++
      }
      start += batch.bytes.length
    }
  }

  /** @returns undefined if a value is too large for an event, or the values are only a small part of their batches */
  static of(partition: number, batches: readonly RecordBatch[]): PackedKafkaRecords | undefined {
    const sizes = { count: 0, valueBytes: 0, bytes: 0 }
    for (const { bytes, index, count } of batches) {
      sizes.bytes += bytes.length
      for (let n = 0; n < count; n++) {
        const from = index.from[n] ?? -1
        if (from === -1) continue
        const length = (index.until[n] ?? 0) - from
        if (length > maxEventBytes) return
        sizes.count++
        sizes.valueBytes += length
      }
    }
    return sizes.bytes > longestShare * sizes.valueBytes ? undefined : new PackedKafkaRecords(partition, batches, sizes)
  }

  from(n: number): number {
    return this.#from[n] ?? 0
  }

  until(n: number): number {
    return this.#until[n] ?? 0
  }

  timestamp(n: number): number {
    return this.#timestamps[n] ?? 0
  }

  at(n: number): KafkaRecord | undefined {
    if (n >= this.length) return
    return {
      value: this.bytes.subarray(this.from(n), this.until(n)),
      timestamp: this.timestamp(n),
      partition: this.#partition,
      offset: String(this.#offsets[n]),
    }
  }

  *[Symbol.iterator](): Generator<KafkaRecord> {
    for (let n = 0; n < this.length; n++) {
      const record = this.at(n)
      if (record !== undefined) yield record
    }
  }
}

interface Sizes {
  /** Of the records that have a value. */
  count: number
  valueBytes: number
  bytes: number
}
