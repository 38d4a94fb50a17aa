import type { Batch, BatchSource, SourceRecord } from '@stitchlog/event-stream'
import { shuffled } from '../../../packages/timeline/tests/seeded-random.ts'

export class Crash extends Error {}

interface Position {
  readonly partition: number
  readonly offset: number
}

/** A log in memory, with several partitions and one committed offset for each, that makes its readers crash. */
export class CrashingLog {
  readonly #partitions: readonly (readonly SourceRecord[])[]
  readonly #committed: number[]
  readonly #random: () => number

  constructor(records: readonly SourceRecord[], partitionCount: number, random: () => number) {
    this.#random = random
    this.#partitions = Array.from({ length: partitionCount }, (_, partition) => records.filter((_, index) => index % partitionCount === partition))
    this.#committed = this.#partitions.map(() => 0)
  }

  get isReadToEnd(): boolean {
    return this.#partitions.every((records, partition) => records.length === this.#committed[partition])
  }

  /** Assigns partitions to a number of stitchers. After a rebalance two stitchers may read the same partition for a while. */
  assign(stitcherCount: number): number[][] {
    const owners = this.#partitions.map(() => Math.floor(this.#random() * stitcherCount))
    return Array.from({ length: stitcherCount }, (_, stitcher) =>
      owners.flatMap((owner, partition) => (owner === stitcher || this.#random() < 0.2 ? [partition] : [])),
    )
  }

  /** Reads partitions from their committed offsets on. `mayCrash` is called at each step. */
  source(partitions: readonly number[], mayCrash: () => void): BatchSource<SourceRecord, Position> {
    return {
      batches: () => this.#batches(partitions, mayCrash),
      commit: async (positions) => {
        mayCrash()
        // A stitcher that lost a partition may still commit an offset of it, and so set the offset back.
        for (const { partition, offset } of positions) this.#committed[partition] = offset
        mayCrash()
      },
    }
  }

  async *#batches(partitions: readonly number[], mayCrash: () => void): AsyncGenerator<Batch<SourceRecord, Position>> {
    const next = new Map(partitions.map((partition) => [partition, this.#committed[partition] ?? 0]))
    while (next.size > 0) {
      mayCrash()
      const [[partition, offset] = [0, 0]] = shuffled([...next], this.#random)
      const records = (this.#partitions[partition] ?? []).slice(offset, offset + 1 + Math.floor(this.#random() * 8))
      if (records.length === 0) {
        next.delete(partition)
        continue
      }
      next.set(partition, offset + records.length)
      yield { records, position: { partition, offset: offset + records.length } }
    }
  }
}
