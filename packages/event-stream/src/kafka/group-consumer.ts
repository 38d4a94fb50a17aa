import { setTimeout } from 'node:timers/promises'
import { ExplainedError } from '@stitchlog/contracts'
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs'
import type { GroupTimeouts } from './group-timeouts.ts'
import { errorType, hasErrorType } from './has-error-type.ts'
import { kafkaRefusals } from './kafka-refusals.ts'
import { readRecordBatch } from './record-batch.ts'

const firstPauseMs = 200
const longestPauseMs = 5000

/** How long brokers wait for records before they respond with none. */
export const maxWaitMs = 250

/** A broker that does not answer must not keep a process from ending. */
const disconnectTimeoutMs = 10_000

export interface GroupConsumerOptions {
  readonly topic: string
  readonly groupId: string
  readonly timeouts: GroupTimeouts
  /** These partitions were assigned to this member. Fetching is paused until `resume`. */
  readonly onAssigned: (partitions: readonly number[]) => void
  /** The member has lost its assignment. */
  readonly onLost: () => void
  /** The brokers have confirmed a commit. (kafkajs silently skips commits in some states, and then this is not called.) */
  readonly onCommitted: (partition: number, offset: bigint) => void
  /** Must not throw. */
  readonly onBatch: (payload: EachBatchPayload) => void
  /** A fetch is about to be sent to a broker. */
  readonly onFetchStart: (nodeId: number) => void
  /** The broker has answered the fetch. */
  readonly onFetch: (nodeId: number) => void
}

export interface OffsetToCommit {
  readonly offset: string
  readonly metadata: string
}

/**
 * A lasting member of a consumer group. kafkajs stops its consumer even for transient errors; a new consumer then takes its place. `trouble` is the
 * error of the last consumer, until the next partition assignment.
 */
export class GroupConsumer {
  readonly #kafka: Kafka
  readonly #options: GroupConsumerOptions
  readonly #closed = new AbortController()
  readonly #whenClosed = Promise.withResolvers<void>()
  #consumer: Consumer | undefined
  /** The consumer while it has not stopped by itself: from then on it throws at whoever steers its fetches. */
  #fetching: Consumer | undefined
  #closing: Promise<void> | undefined
  #isAssigned = false
  #trouble: string | undefined

  constructor(kafka: Kafka, options: GroupConsumerOptions) {
    this.#kafka = kafka
    this.#options = options
  }

  get isAssigned(): boolean {
    return this.#isAssigned
  }

  get isClosed(): boolean {
    return this.#closed.signal.aborted
  }

  get trouble(): string | undefined {
    return this.#trouble
  }

  /**
   * Runs until `close`.
   *
   * @throws ExplainedError `configuration` if a new consumer could not succeed either
   */
  async run(): Promise<void> {
    for (let pauseMs = firstPauseMs; !this.isClosed; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      if (await this.#runOnce()) pauseMs = firstPauseMs
      await setTimeout(pauseMs, undefined, { signal: this.#closed.signal }).catch(() => {})
    }
  }

  /** Discards fetched records that were not delivered yet, and continues fetching at this offset. Nothing once the consumer fetches no more, as the next two. */
  seek(partition: number, offset: bigint): void {
    this.#fetching?.seek({ topic: this.#options.topic, partition, offset: String(offset) })
  }

  pause(): void {
    this.#fetching?.pause([{ topic: this.#options.topic }])
  }

  resume(): void {
    this.#fetching?.resume([{ topic: this.#options.topic }])
  }

  async commit(offsets: ReadonlyMap<number, OffsetToCommit>): Promise<void> {
    const { topic } = this.#options
    await this.#consumer?.commitOffsets([...offsets].map(([partition, committed]) => ({ topic, partition, ...committed })))
  }

  /** Leaves the group. */
  close(): Promise<void> {
    this.#closed.abort()
    this.#whenClosed.resolve()
    this.#closing ??= this.#consumer === undefined ? Promise.resolve() : disconnect(this.#consumer)
    return this.#closing
  }

  /** @returns whether the consumer had joined the group before it stopped */
  async #runOnce(): Promise<boolean> {
    const consumer = this.#createConsumer()
    this.#consumer = consumer
    this.#fetching = consumer
    let hasJoined = false
    const crash = Promise.withResolvers<never>()
    const { events } = consumer
    const { onAssigned, onCommitted, onFetchStart, onFetch, onBatch, onLost, topic } = this.#options
    const isCurrent = () => this.#consumer === consumer
    consumer.on(events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
      if (!isCurrent()) return
      hasJoined = true
      this.#isAssigned = true
      this.#trouble = undefined
      this.pause()
      onAssigned(memberAssignment[topic] ?? [])
    })
    consumer.on(events.STOP, () => {
      if (this.#fetching === consumer) this.#fetching = undefined
    })
    consumer.on(events.REBALANCING, () => {
      if (isCurrent()) this.#isAssigned = false
    })
    consumer.on(events.COMMIT_OFFSETS, ({ payload: { topics } }) => {
      for (const { partition, offset } of topics.flatMap(({ partitions }) => partitions)) onCommitted(partition, BigInt(String(offset)))
    })
    consumer.on(events.FETCH_START, ({ payload: { nodeId } }) => isCurrent() && onFetchStart(nodeId))
    consumer.on(events.FETCH, ({ payload: { nodeId } }) => isCurrent() && onFetch(nodeId))
    consumer.on(events.CRASH, ({ payload: { error } }) => crash.reject(error))
    // The consumer may crash before anything awaits this promise.
    crash.promise.catch(() => {})
    try {
      await consumer.connect()
      if (this.isClosed) return hasJoined
      await consumer.subscribe({ topics: [topic], fromBeginning: true })
      if (this.isClosed) return hasJoined
      await consumer.run({
        autoCommit: false,
        eachBatch: async (payload) => {
          if (isCurrent()) onBatch(payload)
        },
      })
      await Promise.race([crash.promise, this.#whenClosed.promise])
    } catch (error) {
      if (hasErrorType(error, finalErrors)) throw explained(error)
      this.#trouble = troubleOf(error)
    } finally {
      // After `close` the consumer must still accept commits until it has left the group.
      if (!this.isClosed) {
        this.#consumer = undefined
        this.#fetching = undefined
        this.#isAssigned = false
        onLost()
      }
      await (this.#closing ?? disconnect(consumer))
    }
    return hasJoined
  }

  #createConsumer(): Consumer {
    const { groupId, timeouts } = this.#options
    return this.#kafka.consumer({
      groupId,
      sessionTimeout: timeouts.sessionMs,
      rebalanceTimeout: timeouts.rebalanceMs,
      heartbeatInterval: timeouts.heartbeatMs,
      maxBytesPerPartition: 1_000_000,
      maxBytes: 8_000_000,
      maxWaitTimeInMs: maxWaitMs,
      allowAutoTopicCreation: false,
      metadataMaxAge: 60_000,
      readBatch: readRecordBatch,
      // kafkajs would restart the same consumer, and only after some errors.
      retry: { initialRetryTime: 200, maxRetryTime: 2000, retries: 5, restartOnFailure: async () => false },
    })
  }
}

/** What a broker refuses by its own name for it, since somebody has to act on that; everything else by the class of the error. */
function troubleOf(error: unknown): string {
  const type = errorType(error)
  if (type !== undefined && kafkaRefusals.has(type)) return type
  return error instanceof Error ? error.name : String(error)
}

const finalErrors = new Set(['INVALID_SESSION_TIMEOUT'])

const explained = (cause: unknown) =>
  new ExplainedError('configuration', 'KAFKA_SESSION_TIMEOUT_MS: outside of what the brokers allow (group.min.session.timeout.ms to group.max.…)', {
    cause,
  })

async function disconnect(consumer: Consumer): Promise<void> {
  await Promise.race([consumer.disconnect().catch(() => {}), setTimeout(disconnectTimeoutMs, undefined, { ref: false })])
}
