import { setTimeout } from 'node:timers/promises'
import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import { FetchWatch } from './fetch-watch.ts'
import { type GroupConsumer, maxWaitMs } from './group-consumer.ts'
import { type LogMark, parseMark } from './log-mark.ts'
import { PartitionCursor } from './partition-cursor.ts'
import { type LogAnomaly, type StartingPoint, startingPoint } from './starting-point.ts'

export interface AssignedPartitionsOptions {
  readonly topic: string
  readonly groupId: string
  readonly onAnomaly?: (anomaly: LogAnomaly) => Promise<void>
}

/** Records that go on from where their partition was read before. */
export interface TakenRecords {
  readonly messages: readonly KafkaMessage[]
  /** The offset after them. */
  readonly next: bigint
  readonly lastRead: LogMark | undefined
}

/** The first offset of each partition, and the one after its last. */
type LogEnds = ReadonlyMap<number, { readonly low: bigint; readonly high: bigint }>

const retryMs = 500

/**
 * The partitions that the group gave to a consumer, and how far each of them was read.
 *
 * A position holds in its own log only; a topic that was deleted and made anew has other records at the same offsets, which nobody would ever read. So a
 * position comes with the record before it, and wherever the log may have changed unseen (a new assignment, a break in fetching), that record has to come
 * again before anything after it is taken. Where it does not, the partition is read from its beginning, after somebody was told.
 */
export class AssignedPartitions {
  readonly #kafka: Kafka
  readonly #group: GroupConsumer
  readonly #options: AssignedPartitionsOptions
  #cursors = new Map<number, PartitionCursor>()
  /** Partitions whose record did not come again once: a batch that was fetched earlier may have been in between. */
  #doubted = new Set<number>()
  #assigned: readonly number[] = []
  /** What this process has committed of each partition, in whatever assignment. */
  readonly #lastCommitted = new Map<number, bigint>()
  readonly #fetches = new FetchWatch(maxWaitMs, () => performance.now())

  constructor(kafka: Kafka, group: GroupConsumer, options: AssignedPartitionsOptions) {
    this.#kafka = kafka
    this.#group = group
    this.#options = options
  }

  get count(): number {
    return this.#assigned.length
  }

  /** Finds out where to read each of them from, and lets them come. */
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

  /** Has the last record of each partition come again, before anything else is taken. */
  prove(): void {
    for (const [partition, cursor] of this.#cursors) {
      if (cursor.prove()) this.#group.seek(partition, cursor.from)
    }
  }

  /** The brokers have confirmed that an offset is committed. */
  committed(partition: number, offset: bigint): void {
    this.#lastCommitted.set(partition, offset)
  }

  beforeFetch(nodeId: number): void {
    if (this.#fetches.begin(nodeId)) this.prove()
  }

  afterFetch(nodeId: number): void {
    if (this.#fetches.end(nodeId)) this.prove()
  }

  /** @returns undefined where the batch is none that is waited for */
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
    // Until it begins anew nothing of it is taken.
    cursors.delete(partition)
    void this.#untilDone(cursors, async () => {
      const low = (await this.#ends()).get(partition)?.low ?? 0n
      await this.#start(partition, { next: low, anomaly: 'log-replaced', expected: cursor.next }, cursors)
    })
  }

  async #start(partition: number, { next, proof, anomaly, expected = next }: StartingPoint, cursors: Map<number, PartitionCursor>): Promise<void> {
    if (this.#cursors !== cursors || cursors.has(partition)) return
    if (anomaly !== undefined) {
      await this.#options.onAnomaly?.({ kind: anomaly, partition, expectedOffset: expected, readFrom: next })
      if (anomaly === 'log-replaced') this.#lastCommitted.delete(partition)
      if (this.#cursors !== cursors) return
      // So that nobody is told of it again by the next assignment.
      await this.#group.commit(new Map([[partition, { offset: String(next), metadata: '' }]])).catch(() => {})
    }
    if (this.#cursors !== cursors) return
    const cursor = new PartitionCursor(next, proof)
    cursors.set(partition, cursor)
    this.#group.seek(partition, cursor.from)
  }

  /** Whoever reads a partition now may not know that it had been read before. */
  async #tellOfOthers(partitions: readonly number[], ends: LogEnds): Promise<void> {
    for (const [partition, offset] of this.#lastCommitted) {
      const end = ends.get(partition)
      if (partitions.includes(partition) || (end !== undefined && offset <= end.high)) continue
      await this.#options.onAnomaly?.({ kind: 'log-replaced', partition, expectedOffset: offset, readFrom: end?.low ?? 0n })
      this.#lastCommitted.delete(partition)
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

  /** Tries again until it succeeds, or until the partitions are dealt out anew. */
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
