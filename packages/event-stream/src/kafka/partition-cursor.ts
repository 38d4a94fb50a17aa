import type { EachBatchPayload } from 'kafkajs'
import type { FetchedMessage } from './fetched-message.ts'
import type { LogMark } from './log-mark.ts'

type KafkaBatch = Pick<EachBatchPayload['batch'], 'lastOffset'> & { readonly messages: readonly FetchedMessage[] }

/** The result of a batch: records to take; nothing new; or doubt whether it comes from the same log as before. */
export type Arrival = { readonly outcome: 'records'; readonly messages: readonly FetchedMessage[] } | { readonly outcome: 'nothing' | 'doubt' }

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
      if (!batch.messages.some((message) => timestampAt(message, offset) === timestamp)) return { outcome: 'doubt' }
      this.#proof = undefined
    }
    const end = BigInt(batch.lastOffset()) + 1n
    if (end <= this.#next) return { outcome: 'nothing' }
    const from = this.#next
    const first = batch.messages[0]
    const isRepeating = first !== undefined && firstOffsetOf(first) < from
    const messages = isRepeating ? batch.messages.flatMap((message) => since(message, from)) : batch.messages
    this.#next = end
    const last = messages.at(-1)
    const place = last?.records === undefined ? last : last.records.last
    if (place !== undefined) this.#lastRead = { offset: BigInt(place.offset), timestamp: place.timestamp }
    return { outcome: 'records', messages }
  }
}

const firstOffsetOf = ({ records, offset }: FetchedMessage): bigint | number => (records === undefined ? BigInt(offset) : records.firstOffset)

/** The timestamp of the record at an offset, if that is in the message. */
function timestampAt({ records, offset, timestamp }: FetchedMessage, wanted: bigint): string | undefined {
  if (records !== undefined) return records.timestampAt(Number(wanted))
  return offset === String(wanted) ? timestamp : undefined
}

/** The message without records before an offset; none if there are no others. */
function since(message: FetchedMessage, from: bigint): FetchedMessage[] {
  if (message.records === undefined) return BigInt(message.offset) >= from ? [message] : []
  const records = message.records.since(Number(from))
  return records.count === 0 ? [] : [{ ...message, records }]
}
