import { setTimeout } from 'node:timers/promises'
import type { EachBatchPayload, Kafka } from 'kafkajs'
import type { Batch, BatchSource, SourceRecord } from '../batch-source.ts'
import { AssignedPartitions, type AssignedPartitionsOptions } from './assigned-partitions.ts'
import { GroupConsumer, type OffsetToCommit } from './group-consumer.ts'
import { groupTimeouts } from './group-timeouts.ts'
import { hasErrorType } from './has-error-type.ts'
import { markText } from './log-mark.ts'
import { readableRecords, type UnreadableBatch } from './readable-records.ts'

/** A record and its place in the log. */
export interface KafkaRecord extends SourceRecord {
  readonly partition: number
  readonly offset: string
  /** Epoch milliseconds; the event was received no later than this. */
  readonly timestamp: number
  /** Where it stands for a whole batch that cannot be unpacked: the batch's last offset. */
  readonly lastOffset?: string
}

/** The next offset to read from a partition. */
export interface KafkaPosition {
  readonly partition: number
  readonly offset: string
  /** The number of the partition assignment in which it was read. */
  readonly assignment: number
  /** The `LogMark` of the log that it belongs to, as text. */
  readonly mark?: string
}

export interface KafkaSourceOptions extends AssignedPartitionsOptions {
  readonly now: () => number
  /** Without a heartbeat from a stitcher for this long, its partitions are assigned to others. */
  readonly sessionTimeoutMs: number
  /** Called for a batch that cannot be unpacked, and that is passed. Must not throw. */
  readonly onUnreadable?: (batch: UnreadableBatch) => void
  /** Called once for each rebalance, with the partitions that are now this consumer's. Must not throw. */
  readonly onAssigned?: (partitions: readonly number[]) => void
  /** Called when all partitions are lost with a consumer that failed. Must not throw. */
  readonly onLost?: () => void
  /** Ends `batches`. Records that are fetched and not taken are left to the next consumer. Positions can be committed until `close`. */
  readonly signal?: AbortSignal
}

/** Limits for fetched records that are not yet taken. Beyond either limit, fetching pauses until all of them are taken. */
const maxQueuedBytes = 8_000_000
const maxQueuedAgeMs = 10_000

const commitRetryMs = 500

const commitAgainEveryMs = 30_000

/** After these errors there is a rebalance. The new owner of each partition continues from the committed offset. */
const rebalanceErrors = new Set(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID'])

/**
 * One stitcher's share of a topic, assigned by its consumer group. Fetching continues while the stitcher processes earlier records, so this consumer
 * sends heartbeats to the group however long a flush takes.
 *
 * At each rebalance, the new owner of a partition continues from its committed offset. Records that were fetched before are delivered again, and this
 * consumer no longer commits them: the new owner may have committed a later offset, and would not commit again until new records come. Such an old
 * commit may already be in flight all the same. So each source repeats its latest commits every `commitAgainEveryMs`.
 *
 * The states, and what leads from each to the next:
 *
 * - unassigned: before the first assignment, and while a failed consumer is replaced. An assignment leads to starting.
 * - starting: nothing is fetched until `AssignedPartitions` has found where each partition is read from; then fetching.
 * - fetching: batches are checked by `AssignedPartitions` and queued. A queue over a limit leads to paused.
 * - paused: nothing is fetched until the queue is empty; then fetching. Each partition's last record is fetched again first, because the log may have
 *   been replaced.
 * - ended: no more batches, but positions can be committed until `close` leaves the group.
 * - failed: no new consumer could succeed. `batches` throws.
 *
 * From any of the first four, a new assignment leads to starting, and a failed consumer to unassigned; both discard the queue (a rebalance by itself
 * does not). From any of them, `signal` and `close` lead to ended, and an error that every consumer would meet leads to failed.
 */
export class KafkaSource implements BatchSource<KafkaRecord, KafkaPosition> {
  readonly #group: GroupConsumer
  readonly #partitions: AssignedPartitions
  readonly #options: KafkaSourceOptions
  readonly #closing = new AbortController()
  /** Aborted by the option `signal`, and by `close`. */
  readonly #ended: AbortSignal
  #queue: { readonly batch: Batch<KafkaRecord, KafkaPosition>; readonly bytes: number; readonly queuedAt: number }[] = []
  #queuedBytes = 0
  #isPaused = false
  #isLeft = false
  #failure: unknown
  #lastFetchAt: number
  #lag = new Map<number, number>()
  #assignment = 0
  /** The offsets that were committed in this assignment. */
  #committed = new Map<number, OffsetToCommit>()
  #wake = () => {}

  /** @param kafka a client with the request timeout of `groupTimeouts` */
  constructor(kafka: Kafka, options: KafkaSourceOptions) {
    this.#options = options
    this.#ended = options.signal === undefined ? this.#closing.signal : AbortSignal.any([options.signal, this.#closing.signal])
    this.#ended.addEventListener('abort', () => this.#wake(), { once: true })
    this.#lastFetchAt = options.now()
    this.#group = new GroupConsumer(kafka, {
      topic: options.topic,
      groupId: options.groupId,
      timeouts: groupTimeouts(options.sessionTimeoutMs),
      onAssigned: (partitions) => {
        this.#beginAssignment()
        void this.#partitions.assign(partitions)
        options.onAssigned?.(partitions)
      },
      onLost: () => {
        this.#beginAssignment()
        this.#partitions.revoke()
        options.onLost?.()
      },
      onCommitted: (partition, offset) => this.#partitions.committed(partition, offset),
      onBatch: (payload) => this.#take(payload),
      onFetchStart: (nodeId) => this.#partitions.beforeFetch(nodeId),
      onFetch: (nodeId) => {
        this.#lastFetchAt = options.now()
        this.#partitions.afterFetch(nodeId)
      },
    })
    this.#partitions = new AssignedPartitions(kafka, this.#group, options)
  }

  /** When the brokers last answered, in epoch milliseconds. */
  get lastFetchAt(): number {
    return this.#lastFetchAt
  }

  /** Whether this consumer has a partition assignment, even an empty one. */
  get isAssigned(): boolean {
    return this.#group.isAssigned
  }

  /** The number of assigned partitions. */
  get assignedCount(): number {
    return this.#group.isAssigned ? this.#partitions.count : 0
  }

  /** The error of the last consumer, until the next partition assignment. */
  get trouble(): string | undefined {
    return this.#group.trouble
  }

  /** Bytes that are fetched and not yet taken. */
  get queuedBytes(): number {
    return this.#queuedBytes
  }

  /** How many records each partition is behind its end, as of the last fetch. */
  get lag(): ReadonlyMap<number, number> {
    return this.#lag
  }

  /**
   * A consumer that stops early does not have to wait for another batch: `return` ends a waiting `next`.
   *
   * @throws an error that a new consumer could not avoid
   */
  batches(): AsyncIterableIterator<Batch<KafkaRecord, KafkaPosition>, undefined> {
    const reading = this.#read()
    const source = this
    return {
      next: () => reading.next(),
      return() {
        source.#isLeft = true
        source.#wake()
        return reading.return(undefined)
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }

  /** Ends `batches`, and leaves the group. */
  close(): Promise<void> {
    this.#closing.abort()
    return this.#group.close()
  }

  /** Commits the positions of the current assignment. Records of earlier assignments are skipped: the partition's present owner reads them again. */
  async commit(positions: readonly KafkaPosition[]): Promise<void> {
    for (;;) {
      const current = positions.filter(({ assignment }) => assignment === this.#assignment)
      try {
        await this.#commitOffsets(new Map(current.map(({ partition, offset, mark = '' }) => [partition, { offset, metadata: mark }])))
        return
      } catch (error) {
        if (hasErrorType(error, rebalanceErrors)) return
        if (this.#failure !== undefined || this.#group.isClosed) throw error
        await setTimeout(commitRetryMs)
      }
    }
  }

  async *#read(): AsyncGenerator<Batch<KafkaRecord, KafkaPosition>, undefined> {
    this.#group.run().catch((error: unknown) => this.#fail(error))
    const committingAgain = setInterval(() => void this.#commitOffsets(this.#committed).catch(() => {}), commitAgainEveryMs)
    try {
      while (!this.#ended.aborted && !this.#isLeft) {
        if (this.#failure !== undefined) throw this.#failure
        const next = this.#queue.shift()
        if (next !== undefined) {
          this.#queuedBytes -= next.bytes
          yield next.batch
        } else {
          this.#resume()
          await new Promise<void>((resolve) => {
            this.#wake = resolve
          })
        }
      }
    } finally {
      clearInterval(committingAgain)
      // After `signal` the caller still has positions to commit, and closes later. Otherwise nobody else would close.
      if (!this.#ended.aborted) await this.close()
    }
  }

  async #commitOffsets(offsets: ReadonlyMap<number, OffsetToCommit>): Promise<void> {
    if (offsets.size === 0) return
    const committed = this.#committed
    await this.#group.commit(offsets)
    for (const [partition, offset] of offsets) committed.set(partition, offset)
  }

  #beginAssignment(): void {
    this.#assignment++
    this.#committed = new Map()
    this.#lag.clear()
    this.#queue = []
    this.#queuedBytes = 0
    this.#isPaused = false
  }

  #take(payload: EachBatchPayload): void {
    const { batch } = payload
    const { partition } = batch
    const taken = this.#partitions.take(payload)
    if (taken === undefined) return
    const { records, bytes } = readableRecords(partition, taken.messages, this.#options.onUnreadable ?? (() => {}))
    const mark = taken.lastRead === undefined ? {} : { mark: markText(taken.lastRead) }
    const position = { partition, offset: String(taken.next), assignment: this.#assignment, ...mark }
    this.#queue.push({ batch: { records, position, receivedNoLaterThan: this.#options.now() }, bytes, queuedAt: performance.now() })
    this.#queuedBytes += bytes
    this.#lag.set(partition, Number(batch.offsetLag()))
    const oldest = this.#queue[0]
    const isOld = oldest !== undefined && performance.now() - oldest.queuedAt > maxQueuedAgeMs
    if (this.#queuedBytes > maxQueuedBytes || isOld) this.#pause()
    this.#wake()
  }

  #pause(): void {
    this.#isPaused = true
    this.#group.pause()
  }

  #resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    // The log may have been replaced while nothing was fetched.
    this.#partitions.prove()
    this.#group.resume()
  }

  #fail(error: unknown): void {
    this.#failure = error
    this.#wake()
  }
}
