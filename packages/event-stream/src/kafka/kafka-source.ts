import { setTimeout } from 'node:timers/promises'
import kafkajs, { type Consumer, type EachBatchPayload, type Kafka, type KafkaMessage } from 'kafkajs'
import type { Batch, BatchSource, SourceRecord } from '../batch-source.ts'
import { sourceTimestampHeader } from './headers.ts'

const { KafkaJSProtocolError } = kafkajs

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
}

export interface KafkaSourceOptions {
  readonly topic: string
  readonly groupId: string
  readonly now: () => number
  /** After so long without a word from a stitcher its partitions are given to others. */
  readonly sessionTimeoutMs: number
}

/** What was fetched and is not yet taken: beyond either bound, fetching pauses until all of it is. */
const maxQueuedBytes = 8_000_000
const maxQueuedAgeMs = 10_000

const commitRetryMs = 500

const commitAgainEveryMs = 30_000

/** A broker that does not answer must not keep a process from ending. */
const disconnectTimeoutMs = 10_000

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
  readonly #consumer: Consumer
  readonly #options: KafkaSourceOptions
  #queue: { readonly batch: Batch<KafkaRecord, KafkaPosition>; readonly bytes: number; readonly queuedAt: number }[] = []
  #queuedBytes = 0
  #isPaused = false
  #isEnding = false
  #closing: Promise<void> | undefined
  #failure: Error | undefined
  #lastFetchAt: number
  #lag = new Map<number, number>()
  #assignment = 0
  /** The offsets that were committed in this assignment. */
  #committed = new Map<number, string>()
  #wake = () => {}

  constructor(kafka: Kafka, options: KafkaSourceOptions) {
    this.#options = options
    this.#lastFetchAt = options.now()
    this.#consumer = kafka.consumer({
      groupId: options.groupId,
      sessionTimeout: options.sessionTimeoutMs,
      heartbeatInterval: Math.min(3000, options.sessionTimeoutMs / 4),
      maxBytesPerPartition: 1_000_000,
      maxBytes: 8_000_000,
      maxWaitTimeInMs: 250,
      allowAutoTopicCreation: false,
      metadataMaxAge: 60_000,
    })
    this.#consumer.on(this.#consumer.events.FETCH, () => {
      this.#lastFetchAt = options.now()
    })
    this.#consumer.on(this.#consumer.events.GROUP_JOIN, () => this.#beginAssignment())
    this.#consumer.on(this.#consumer.events.CRASH, ({ payload: { error, restart } }) => {
      // kafkajs comes back by itself from what may pass; from the rest only a new process does.
      if (!restart) this.#fail(error)
    })
  }

  /** When the brokers last answered, in epoch milliseconds. */
  get lastFetchAt(): number {
    return this.#lastFetchAt
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
   * @throws what kafkajs cannot come back from
   */
  async *batches(): AsyncGenerator<Batch<KafkaRecord, KafkaPosition>> {
    await this.#consumer.connect()
    await this.#consumer.subscribe({ topics: [this.#options.topic], fromBeginning: true })
    await this.#consumer.run({ autoCommit: false, eachBatch: async (payload) => this.#take(payload) })
    const committingAgain = setInterval(() => void this.#commitOffsets(this.#committed).catch(() => {}), commitAgainEveryMs)
    try {
      while (!this.#isEnding) {
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

  /** Ends `batches`: what was fetched and not taken is left to the next consumer. Positions can be committed until `close`. */
  end(): void {
    this.#isEnding = true
    this.#wake()
  }

  /** Leaves the group. */
  close(): Promise<void> {
    this.#isEnding = true
    this.#closing ??= Promise.race([this.#consumer.disconnect(), setTimeout(disconnectTimeoutMs, undefined, { ref: false })])
    return this.#closing
  }

  /** Commits positions of the current assignment of partitions; what was read in an earlier one is read again, by whoever has it now. */
  async commit(positions: readonly KafkaPosition[]): Promise<void> {
    for (;;) {
      const current = positions.filter(({ assignment }) => assignment === this.#assignment)
      try {
        await this.#commitOffsets(new Map(current.map(({ partition, offset }) => [partition, offset])))
        return
      } catch (error) {
        if (isRebalance(error)) return
        if (this.#failure !== undefined || this.#closing !== undefined) throw error
        await setTimeout(commitRetryMs)
      }
    }
  }

  async #commitOffsets(offsets: ReadonlyMap<number, string>): Promise<void> {
    if (offsets.size === 0) return
    const committed = this.#committed
    await this.#consumer.commitOffsets([...offsets].map(([partition, offset]) => ({ topic: this.#options.topic, partition, offset })))
    for (const [partition, offset] of offsets) committed.set(partition, offset)
  }

  #beginAssignment(): void {
    this.#assignment++
    this.#committed = new Map()
    this.#lag.clear()
    this.#queue = []
    this.#queuedBytes = 0
  }

  #take({ batch }: EachBatchPayload): void {
    const { partition } = batch
    let bytes = 0
    const records: KafkaRecord[] = []
    for (const message of batch.messages) {
      if (message.value === null) continue
      bytes += message.value.length
      records.push({ value: message.value, timestamp: timestampOf(message), partition, offset: message.offset })
    }
    const position = { partition, offset: String(BigInt(batch.lastOffset()) + 1n), assignment: this.#assignment }
    this.#queue.push({ batch: { records, position, receivedBy: this.#options.now() }, bytes, queuedAt: performance.now() })
    this.#queuedBytes += bytes
    this.#lag.set(partition, Number(batch.offsetLag()))
    const oldest = this.#queue[0]
    const isOld = oldest !== undefined && performance.now() - oldest.queuedAt > maxQueuedAgeMs
    if (this.#queuedBytes > maxQueuedBytes || isOld) this.#pause()
    this.#wake()
  }

  #pause(): void {
    this.#isPaused = true
    this.#consumer.pause([{ topic: this.#options.topic }])
  }

  #resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#consumer.resume([{ topic: this.#options.topic }])
  }

  #fail(error: Error): void {
    this.#failure = error
    this.#wake()
  }
}

const isRebalance = (error: unknown): boolean =>
  (error instanceof KafkaJSProtocolError && rebalanceErrors.has(error.type)) ||
  (error instanceof Error && error.cause !== undefined && isRebalance(error.cause))

/** When the record was received: as the brokers say, or, of one that was put back from the dead letters, when it was received first. */
function timestampOf({ timestamp, headers }: KafkaMessage): number {
  const appendedAt = Number(timestamp)
  const header = headers?.[sourceTimestampHeader]
  if (header === undefined) return appendedAt
  const receivedFirst = Number(Array.isArray(header) ? header[0] : header)
  return Number.isInteger(receivedFirst) && receivedFirst >= 0 ? Math.min(receivedFirst, appendedAt) : appendedAt
}
