import type { Kafka } from 'kafkajs'

type Admin = ReturnType<Kafka['admin']>

/** How far a partition was at some instant. */
interface Sample {
  /** Epoch milliseconds. */
  readonly at: number
  /** The offset after the last record that had arrived by then. */
  readonly end: number
}

export interface PartitionLag {
  readonly partition: number
  /** The offset after the last record. */
  readonly end: number
  /** Everything below is stored. */
  readonly committed: number
}

/** How long before the first reading the partitions' ends are asked for: the age of an older backlog is known to the step. */
const firstAgesMs = [10, 30, 60, 120, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86_400, 2 * 86_400, 4 * 86_400, 7 * 86_400].map(
  (seconds) => seconds * 1000,
)

/** Beyond it every other sample is forgotten. */
const maxSamples = 1000

/**
 * How much of a topic a consumer group has not committed yet, and since when. It needs no partition, and no member of the group: it goes on while every
 * stitcher hangs or is dead. A stitcher commits what it has stored, so what is not committed is not known to be stored.
 */
export class GroupLag {
  readonly #admin: Admin
  readonly #topic: string
  readonly #groupId: string
  readonly #now: () => number
  readonly #samples = new Map<number, Sample[]>()
  #partitions: readonly PartitionLag[] = []
  #isBegun = false

  /** @param admin connected @param now epoch milliseconds */
  constructor(admin: Admin, { topic, groupId, now }: { readonly topic: string; readonly groupId: string; readonly now: () => number }) {
    this.#admin = admin
    this.#topic = topic
    this.#groupId = groupId
    this.#now = now
  }

  /** As of the last reading; empty before the first. */
  get partitions(): readonly PartitionLag[] {
    return this.#partitions
  }

  /** How long the oldest record that is not committed has been in the topic, in milliseconds; 0 if there is none. It grows without readings too. */
  get oldestMs(): number {
    const oldest = this.#partitions.flatMap(({ partition, end, committed }) => {
      if (end <= committed) return []
      // The record was there at the first sample that has it, and after the one before.
      const first = this.#samples.get(partition)?.find((sample) => sample.end > committed)
      return [first?.at ?? this.#now()]
    })
    return oldest.length === 0 ? 0 : Math.max(0, this.#now() - Math.min(...oldest))
  }

  /** Reads the ends of the partitions, and what is committed. */
  async read(): Promise<void> {
    if (!this.#isBegun) await this.#begin()
    const at = this.#now()
    // The commits first: the other way round, what is written and committed in between would make a partition's end lie before its commit.
    const [group] = await this.#admin.fetchOffsets({ groupId: this.#groupId, topics: [this.#topic] })
    const ends = await this.#admin.fetchTopicOffsets(this.#topic)
    const committed = new Map(group?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
    this.#partitions = ends.map(({ partition, low, high }) => ({
      partition,
      end: Number(high),
      // What was deleted is not waited for.
      committed: Math.max(Number(low), committed.get(partition) ?? 0),
    }))
    for (const { partition, end, committed: stored } of this.#partitions)
      this.#samples.set(partition, grown(this.#samples.get(partition), at, end, stored))
  }

  async #begin(): Promise<void> {
    const now = this.#now()
    for (const ageMs of firstAgesMs.toReversed()) {
      for (const { partition, offset } of await this.#admin.fetchTopicOffsetsByTimestamp(this.#topic, now - ageMs)) {
        this.#samples.set(partition, [...(this.#samples.get(partition) ?? []), { at: now - ageMs, end: Number(offset) }])
      }
    }
    this.#isBegun = true
  }
}

/** The samples with a new one, without those that tell nothing any more. */
function grown(samples: readonly Sample[] = [], at: number, end: number, committed: number): Sample[] {
  const known = samples.at(-1)
  // A topic that was made anew begins anew.
  const last = known !== undefined && known.end > end ? [] : samples
  const telling = last.filter((sample) => sample.end > committed)
  const all = telling.at(-1)?.end === end ? telling : [...telling, { at, end }]
  return all.length <= maxSamples ? all : all.filter((_, nth) => nth === 0 || nth % 2 === 1 || nth === all.length - 1)
}
