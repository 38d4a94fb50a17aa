import { setTimeout } from 'node:timers/promises'
import type { EachBatchPayload, Kafka } from 'kafkajs'
import { FetchWatch } from './fetch-watch.ts'
import type { FetchedMessage } from './fetched-message.ts'
import { type GroupConsumer, maxWaitMs } from './group-consumer.ts'
import { type LogMark, parseMark } from './log-mark.ts'
import { PartitionCursor } from './partition-cursor.ts'
import { type LogAnomaly, type StartingPoint, startingPoint } from './starting-point.ts'

export interface AssignedPartitionsOptions {
  readonly topic: string
  readonly groupId: string
  /** Called before reading continues at another offset; retried until it resolves. The next owner of the partition reports an anomaly again that this one could not commit. */
  readonly onAnomaly?: (anomaly: LogAnomaly) => Promise<void>
  /** Called when the group's position is past the anomaly, so that nobody reports it again. Must not throw. */
  readonly onAnomalyPassed?: (anomaly: LogAnomaly) => void
}

/** Records that continue where the partition was last read. */
export interface TakenRecords {
  readonly messages: readonly FetchedMessage[]
  /** The offset after the last of them. */
  readonly next: bigint
  readonly lastRead: LogMark | undefined
}

/** Per partition: its first offset, and the offset after its last record. */
type LogEnds = ReadonlyMap<number, { readonly low: bigint; readonly high: bigint }>

const retryMs = 500

/**
 * The partitions that the consumer group assigned to this consumer, and how far each of them has been read.
 *
 * An offset is valid only in the log that it was read from. A topic that was deleted and created again has other records at the same offsets, and
 * nobody would ever read them. So each offset is stored with the record before it (its mark). Whenever the log may have been replaced unseen (a new
 * assignment, a break in fetching), this class fetches that record again before it takes anything after it. If the record is no longer there, it
 * reports the anomaly and then reads the partition from its beginning.
 */
export class AssignedPartitions {
  readonly #kafka: Kafka
  readonly #group: GroupConsumer
  readonly #options: AssignedPartitionsOptions
  #cursors = new Map<number, PartitionCursor>()
  /** Partitions whose mark was missing once. A batch that was fetched before the seek may have caused that, so they get a second try. */
  #doubted = new Set<number>()
  #assigned: readonly number[] = []
  /** The offset that this process last committed for each partition, in any assignment. */
  readonly #lastCommitted = new Map<number, bigint>()
  /** By partition: what was reported in this assignment, and may be reported again by another one. */
  readonly #unpassed = new Map<number, LogAnomaly>()
  readonly #fetches = new FetchWatch(maxWaitMs, () => performance.now())

  constructor(kafka: Kafka, group: GroupConsumer, options: AssignedPartitionsOptions) {
    this.#kafka = kafka
    this.#group = group
    this.#options = options
  }

  get count(): number {
    return this.#assigned.length
  }

  /** Finds the starting point of each partition and then resumes fetching. */
  async assign(partitions: readonly number[]): Promise<void> {
    const cursors = this.#begin(partitions)
    await this.#untilDone(cursors, async () => {
      const ends = await this.#ends()
      for (const { partition, ...start } of await this.#startingPoints(partitions, ends)) await this.#start(partition, start, cursors)
      await this.#tellOfOthers(partitions, ends)
    })
    if (this.#cursors === cursors) this.#group.resume()
  }

  revoke(): void {
    this.#begin([])
  }

  /** Fetches the last record of each partition again, and takes nothing else before it. */
  prove(): void {
    for (const [partition, cursor] of this.#cursors) {
      if (cursor.prove()) this.#group.seek(partition, cursor.from)
    }
  }

  /** To be called when the brokers have confirmed a commit. */
  committed(partition: number, offset: bigint): void {
    this.#lastCommitted.set(partition, offset)
    const anomaly = this.#unpassed.get(partition)
    if (anomaly === undefined || offset < anomaly.readFrom) return
    this.#unpassed.delete(partition)
    this.#options.onAnomalyPassed?.(anomaly)
  }

  beforeFetch(nodeId: number): void {
    if (this.#fetches.begin(nodeId)) this.prove()
  }

  afterFetch(nodeId: number): void {
    if (this.#fetches.end(nodeId)) this.prove()
  }

  /** @returns undefined if the batch has no records to take */
  take({ batch, isStale }: EachBatchPayload): TakenRecords | undefined {
    const { partition } = batch
    const cursor = this.#cursors.get(partition)
    if (cursor === undefined || isStale()) return
    const arrival = cursor.take(batch)
    if (arrival.outcome === 'doubt') this.#doubt(partition, cursor)
    else this.#doubted.delete(partition)
    if (arrival.outcome !== 'records') return
    const { next, lastRead } = cursor
    return { messages: arrival.messages, next, lastRead }
  }

  #begin(partitions: readonly number[]): Map<number, PartitionCursor> {
    this.#assigned = partitions
    this.#doubted.clear()
    this.#unpassed.clear()
    this.#fetches.clear()
    this.#cursors = new Map()
    return this.#cursors
  }

  #doubt(partition: number, cursor: PartitionCursor): void {
    if (!this.#doubted.has(partition)) {
      this.#doubted.add(partition)
      this.#group.seek(partition, cursor.from)
      return
    }
    this.#doubted.delete(partition)
    const cursors = this.#cursors
    // Take nothing from the partition until it has a new starting point.
    cursors.delete(partition)
    void this.#untilDone(cursors, async () => {
      const low = (await this.#ends()).get(partition)?.low ?? 0n
      await this.#start(partition, { next: low, anomaly: 'log-replaced', expected: cursor.next }, cursors)
    })
  }

  async #start(partition: number, { next, proof, anomaly, expected = next }: StartingPoint, cursors: Map<number, PartitionCursor>): Promise<void> {
    if (this.#cursors !== cursors || cursors.has(partition)) return
    if (anomaly !== undefined) {
      const reported = { kind: anomaly, partition, expectedOffset: expected, readFrom: next }
      await this.#options.onAnomaly?.(reported)
      if (anomaly === 'log-replaced') this.#lastCommitted.delete(partition)
      if (this.#cursors !== cursors) return
      this.#unpassed.set(partition, reported)
      // Without this commit the next assignment would report the same anomaly again. If it fails, a later one of this assignment stands for it.
      await this.#group.commit(new Map([[partition, { offset: String(next), metadata: '' }]])).catch(() => {})
    }
    if (this.#cursors !== cursors) return
    const cursor = new PartitionCursor(next, proof)
    cursors.set(partition, cursor)
    this.#group.seek(partition, cursor.from)
  }

  /** Reports replaced logs of partitions that now belong to other consumers, which may not know that these were read before. */
  async #tellOfOthers(partitions: readonly number[], ends: LogEnds): Promise<void> {
    for (const [partition, offset] of this.#lastCommitted) {
      const end = ends.get(partition)
      if (partitions.includes(partition) || (end !== undefined && offset <= end.high)) continue
      const anomaly = { kind: 'log-replaced', partition, expectedOffset: offset, readFrom: end?.low ?? 0n } as const
      await this.#options.onAnomaly?.(anomaly)
      this.#lastCommitted.delete(partition)
      // Not this consumer's to commit.
      this.#options.onAnomalyPassed?.(anomaly)
    }
  }

  async #startingPoints(partitions: readonly number[], ends: LogEnds): Promise<(StartingPoint & { readonly partition: number })[]> {
    const { topic, groupId } = this.#options
    const [committed] = await this.#ask((admin) => admin.fetchOffsets({ groupId, topics: [topic] }))
    const positions = new Map(committed?.partitions.map(({ partition, offset, metadata }) => [partition, { offset: BigInt(offset), metadata }]))
    return partitions.map((partition) => {
      const end = ends.get(partition)
      if (end === undefined) throw new Error(`nothing is known of partition ${partition}`)
      const position = positions.get(partition)
      const isCommitted = position !== undefined && position.offset >= 0n
      const known = isCommitted ? { offset: position.offset, mark: parseMark(position.metadata) } : undefined
      return { partition, ...startingPoint({ committed: known, lastCommitted: this.#lastCommitted.get(partition), ...end }) }
    })
  }

  async #ends(): Promise<LogEnds> {
    const ends = await this.#ask((admin) => admin.fetchTopicOffsets(this.#options.topic))
    return new Map(ends.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]))
  }

  async #ask<T>(ask: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = this.#kafka.admin()
    try {
      await admin.connect()
      return await ask(admin)
    } finally {
      await admin.disconnect().catch(() => {})
    }
  }

  /** Retries until the attempt succeeds, or until there is a new assignment. */
  async #untilDone(cursors: Map<number, PartitionCursor>, attempt: () => Promise<void>): Promise<void> {
    while (this.#cursors === cursors) {
      try {
        return await attempt()
      } catch {
        await setTimeout(retryMs)
      }
    }
  }
}
