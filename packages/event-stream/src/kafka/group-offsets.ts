import { ExplainedError } from '@stitchlog/contracts'
import type { Kafka } from 'kafkajs'

type Admin = ReturnType<Kafka['admin']>

/** What a group has committed of a partition. */
interface CommittedOffset {
  /** Everything below is done. */
  readonly offset: string
  /** Identifies the log that it is of, by the record before it. */
  readonly metadata: string
}

/** By partition; a partition of which nothing is committed is left out. */
export type CommittedOffsets = Readonly<Record<string, CommittedOffset>>

export interface GroupOfTopic {
  readonly topic: string
  readonly groupId: string
}

/** A partition that a group will read again. */
export interface RewoundPartition {
  readonly partition: number
  /** Where it begins. */
  readonly offset: bigint
  /** Records that it will read: those since then. */
  readonly records: bigint
  /** Records that it should have read, and that are not there any more. */
  readonly gone: bigint
  /** The log is another one than it was, and is read from its beginning. */
  readonly isReplaced: boolean
}

/** Reads what a group has committed of a topic. */
export async function readCommittedOffsets(kafka: Kafka, { topic, groupId }: GroupOfTopic): Promise<CommittedOffsets> {
  return await withAdmin(kafka, (admin) => committedOffsets(admin, { topic, groupId }))
}

/**
 * How many records that a group had not committed at some time are not in a topic any more. A partition of another log than then, or one of which nothing was
 * committed, does not count.
 *
 * @param offsets what was committed then
 */
export async function countGoneRecords(kafka: Kafka, topic: string, offsets: CommittedOffsets): Promise<bigint> {
  const ends = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic))
  return ends.reduce(
    (sum, { partition, low, high }) => sum + startingPoint({ partition, low: BigInt(low), high: BigInt(high) }, offsets[partition], undefined).gone,
    0n,
  )
}

/**
 * Makes sure that no member of a group reads, since it would commit over what is set here.
 *
 * @throws ExplainedError `stream-unavailable`
 */
export async function refuseMembers(kafka: Kafka, groupId: string): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    const { groups } = await admin.describeGroups([groupId])
    const members = groups[0]?.members.length ?? 0
    if (members > 0)
      throw new ExplainedError(
        'stream-unavailable',
        `${members} stitchers are members of the group ${groupId}: stop them first (one that was killed stays for a session timeout)`,
      )
  })
}

/**
 * Sets a group back to what it had committed at some time, and never forward. Partitions of which nothing was committed then are read from their beginning.
 *
 * @throws ExplainedError `stream-unavailable` if the group has members
 */
export async function rewindGroup(kafka: Kafka, { topic, groupId }: GroupOfTopic, offsets: CommittedOffsets): Promise<RewoundPartition[]> {
  await refuseMembers(kafka, groupId)
  const rewound = await withAdmin(kafka, async (admin) => {
    const held = await committedOffsets(admin, { topic, groupId })
    const ends = await admin.fetchTopicOffsets(topic)
    return ends.map(({ partition, low, high }) =>
      startingPoint({ partition, low: BigInt(low), high: BigInt(high) }, offsets[partition], held[partition]),
    )
  })
  await commitAll(kafka, { topic, groupId }, rewound)
  const found = await readCommittedOffsets(kafka, { topic, groupId })
  const wrong = rewound.find(({ partition, offset }) => found[partition]?.offset !== String(offset))
  if (wrong !== undefined)
    throw new ExplainedError(
      'stream-unavailable',
      `the group ${groupId} could not be set back in partition ${wrong.partition}: is a stitcher running?`,
    )
  return rewound.map(({ metadata: _, ...partition }) => partition)
}

interface Ends {
  readonly partition: number
  readonly low: bigint
  readonly high: bigint
}

type StartingPoint = RewoundPartition & { readonly metadata: string }

function startingPoint({ partition, low, high }: Ends, wanted: CommittedOffset | undefined, held: CommittedOffset | undefined): StartingPoint {
  const isReplaced = wanted !== undefined && BigInt(wanted.offset) > high
  const target = isReplaced || wanted === undefined ? { offset: String(low), metadata: '' } : wanted
  const { offset, metadata } = held !== undefined && BigInt(held.offset) < BigInt(target.offset) ? held : target
  const from = BigInt(offset) < low ? low : BigInt(offset)
  return { partition, offset: from, metadata, records: high - from, gone: from - BigInt(offset), isReplaced }
}

/** As the only member of the group, because offsets of a group without members cannot be given their metadata with kafkajs. */
async function commitAll(kafka: Kafka, { topic, groupId }: GroupOfTopic, points: readonly StartingPoint[]): Promise<void> {
  const consumer = kafka.consumer({ groupId, retry: { retries: 2 } })
  const joined = Promise.withResolvers<void>()
  consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve())
  consumer.on(consumer.events.CRASH, ({ payload }) => joined.reject(payload.error))
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [topic] })
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} })
    await joined.promise
    consumer.pause([{ topic }])
    await consumer.commitOffsets(points.map(({ partition, offset, metadata }) => ({ topic, partition, offset: String(offset), metadata })))
  } finally {
    await consumer.disconnect().catch(() => {})
  }
}

async function committedOffsets(admin: Admin, { topic, groupId }: GroupOfTopic): Promise<Record<string, CommittedOffset>> {
  const [group] = await admin.fetchOffsets({ groupId, topics: [topic] })
  const committed = group?.partitions.filter(({ offset }) => BigInt(offset) >= 0n) ?? []
  return Object.fromEntries(committed.map(({ partition, offset, metadata }) => [partition, { offset, metadata: metadata ?? '' }]))
}

async function withAdmin<T>(kafka: Kafka, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    return await use(admin)
  } finally {
    await admin.disconnect().catch(() => {})
  }
}
