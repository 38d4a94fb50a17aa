import { setTimeout } from 'node:timers/promises'
import { receiptHeader } from '@stitchlog/contracts'
import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import type { Batch, BatchSource, SourceRecord } from '../batch-source.ts'
import { AssignedPartitions } from './assigned-partitions.ts'
import { GroupConsumer, type OffsetToCommit } from './group-consumer.ts'
import { groupTimeouts } from './group-timeouts.ts'
import { hasErrorType } from './has-error-type.ts'
import { markText } from './log-mark.ts'
import type { LogAnomaly } from './starting-point.ts'

/** Where a record stands in the log. */
export interface KafkaRecord extends SourceRecord {
  readonly partition: number
  readonly offset: string
  /** Epoch milliseconds; the event was received no later than this. */
  readonly timestamp: number
}

/** The next offset to read of a partition. */
export interface KafkaPosition {
  readonly partition: number
  readonly offset: string
  /** In which dealing out of the partitions it was read. */
  readonly assignment: number
  /** What tells the log that it belongs to, as text. */
  readonly mark?: string
}

export interface KafkaSourceOptions {
  readonly topic: string
  readonly groupId: string
  readonly now: () => number
  /** After so long without a word from a stitcher its partitions are given to others. */
  readonly sessionTimeoutMs: number
  /** Called before reading goes on from elsewhere; tried again until it resolves. */
  readonly onAnomaly?: (anomaly: LogAnomaly) => Promise<void>
}

/** What was fetched and is not yet taken: beyond either bound, fetching pauses until all of it is. */
const maxQueuedBytes = 8_000_000
const maxQueuedAgeMs = 10_000

const commitRetryMs = 500

const commitAgainEveryMs = 30_000

/** After these the group deals out the partitions anew, and whoever gets them reads on from what was committed. */
const rebalanceErrors = new Set(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID'])

/**
 * One stitcher's share of a topic, by consumer group. Fetching goes on while what was fetched is worked on, so the group hears of this consumer
 * however long a flush takes.
 *
 * Whenever the group deals out its partitions, each is read on from its committed offset, by whoever has it then. What was fetched before comes again
 * and is not committed by this one any more: another may have got further, and would not commit again while nothing new comes. Its commit may
 * have been on its way all the same, so what is committed is committed again now and then.
 */
export class KafkaSource implements BatchSource<KafkaRecord, KafkaPosition> {
  readonly #group: GroupConsumer
  readonly #partitions: AssignedPartitions
  readonly #options: KafkaSourceOptions
  #queue: { readonly batch: Batch<KafkaRecord, KafkaPosition>; readonly bytes: number; readonly queuedAt: number }[] = []
  #queuedBytes = 0
  #isPaused = false
  #isEnding = false
  #isLeft = false
  #failure: unknown
  #lastFetchAt: number
  #lag = new Map<number, number>()
  #assignment = 0
  /** What was committed in this assignment. */
  #committed = new Map<number, OffsetToCommit>()
  #wake = () => {}

  /** @param kafka a client whose requests wait as long as `groupTimeouts` says */
  constructor(kafka: Kafka, options: KafkaSourceOptions) {
    this.#options = options
    this.#lastFetchAt = options.now()
    this.#group = new GroupConsumer(kafka, {
      topic: options.topic,
      groupId: options.groupId,
      timeouts: groupTimeouts(options.sessionTimeoutMs),
      onAssigned: (partitions) => {
        this.#beginAssignment()
        void this.#partitions.assign(partitions)
      },
      onLost: () => {
        this.#beginAssignment()
        this.#partitions.revoke()
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

  /** Whether this consumer is a member of the group that has its share of the partitions, if only of none. */
  get isAssigned(): boolean {
    return this.#group.isAssigned
  }

  /** How many partitions it reads. */
  get assignedCount(): number {
    return this.#group.isAssigned ? this.#partitions.count : 0
  }

  /** What the last consumer failed with, until the next one has its share. */
  get trouble(): string | undefined {
    return this.#group.trouble
  }

  /** Bytes that were fetched and are not yet taken. */
  get queuedBytes(): number {
    return this.#queuedBytes
  }

  /** Records behind the end of each partition that was read from, as of the last fetch. */
  get lag(): ReadonlyMap<number, number> {
    return this.#lag
  }

  /**
   * Whoever stops taking batches need not wait for one more: `return` ends a `next` that waits.
   *
   * @throws what no further consumer could do better
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

  /** Ends `batches`: what was fetched and not taken is left to the next consumer. Positions can be committed until `close`. */
  end(): void {
    this.#isEnding = true
    this.#wake()
  }

  /** Leaves the group. */
  close(): Promise<void> {
    this.end()
    return this.#group.close()
  }

  /** Commits positions of the current assignment of partitions; what was read in an earlier one is read again, by whoever has it now. */
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
      while (!this.#isEnding && !this.#isLeft) {
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
      // After an end that was asked for there are still positions to commit; otherwise nobody is left to do so.
      if (!this.#isEnding) await this.close()
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
    let bytes = 0
    const records: KafkaRecord[] = []
    for (const message of taken.messages) {
      if (message.value === null) continue
      bytes += message.value.length
      records.push({ value: message.value, timestamp: timestampOf(message), partition, offset: message.offset })
    }
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
    // While nothing was fetched the log may have become another one.
    this.#partitions.prove()
    this.#group.resume()
  }

  #fail(error: unknown): void {
    this.#failure = error
    this.#wake()
  }
}

/** When the record was received: as the brokers say, or, of one that was put back from the dead letters, when it was received first. */
function timestampOf({ timestamp, headers }: KafkaMessage): number {
  const appendedAt = Number(timestamp)
  const header = headers?.[receiptHeader]
  if (header === undefined) return appendedAt
  const receivedFirst = Number(Array.isArray(header) ? header[0] : header)
  return Number.isInteger(receivedFirst) && receivedFirst >= 0 ? Math.min(receivedFirst, appendedAt) : appendedAt
}
