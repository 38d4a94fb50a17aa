import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import type { LogMark } from './log-mark.ts'

type KafkaBatch = EachBatchPayload['batch']

/** The result of a batch: records to take; nothing new; or doubt whether it comes from the same log as before. */
export type Arrival = { readonly outcome: 'records'; readonly messages: readonly KafkaMessage[] } | { readonly outcome: 'nothing' | 'doubt' }

/** How far a partition has been read in one assignment. */
export class PartitionCursor {
  /** The next offset to take. */
  #next: bigint
  #lastRead: LogMark | undefined
  /** The record that must come first, as proof that the log is still the same. */
  #proof: LogMark | undefined

  constructor(next: bigint, proof?: LogMark) {
    this.#next = next
    this.#proof = proof
    this.#lastRead = proof
  }

  get next(): bigint {
    return this.#next
  }

  /** The last record that was read before `next`. */
  get lastRead(): LogMark | undefined {
    return this.#lastRead
  }

  /** The offset to fetch from. */
  get from(): bigint {
    return this.#proof?.offset ?? this.#next
  }

  /**
   * Requires the last record to be fetched again before anything else is taken.
   *
   * @returns whether the caller must seek back to `from`
   */
  prove(): boolean {
    if (this.#proof !== undefined || this.#lastRead === undefined) return false
    this.#proof = this.#lastRead
    return true
  }

  take(batch: KafkaBatch): Arrival {
    if (this.#proof !== undefined) {
      const { offset, timestamp } = this.#proof
      const found = batch.messages.find((message) => message.offset === String(offset))
      if (found?.timestamp !== timestamp) return { outcome: 'doubt' }
      this.#proof = undefined
    }
    const end = BigInt(batch.lastOffset()) + 1n
    if (end <= this.#next) return { outcome: 'nothing' }
    const first = batch.messages[0]
    const isRepeating = first !== undefined && BigInt(first.offset) < this.#next
    const messages = isRepeating ? batch.messages.filter(({ offset }) => BigInt(offset) >= this.#next) : batch.messages
    this.#next = end
    const last = messages.at(-1)
    if (last !== undefined) this.#lastRead = { offset: BigInt(last.offset), timestamp: last.timestamp }
    return { outcome: 'records', messages }
  }
}
