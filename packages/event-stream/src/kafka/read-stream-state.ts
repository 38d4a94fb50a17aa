import kafkajs, { type Kafka } from 'kafkajs'
import { GroupLag } from './group-lag.ts'

type Admin = ReturnType<Kafka['admin']>

export interface TopicState {
  readonly topic: string
  readonly partitions: number
  /** The fewest copies that a partition has, by assignment. */
  readonly replicas: number
  /** Partitions of which a copy is behind or gone. */
  readonly behind: readonly number[]
  /** Partitions without a leader: nothing can be written to them or read from them. */
  readonly leaderless: readonly number[]
  /** Undefined if the login may not read them. */
  readonly settings: Readonly<Record<string, string>> | undefined
}

interface GroupState {
  readonly state: string
  readonly members: number
  /** Partitions of the topic that no member has; known only where the state is `Stable`. */
  readonly unassigned: readonly number[]
  readonly lagRecords: number
  readonly oldestMs: number
}

export interface StreamState {
  readonly brokers: number
  /** Those of the wanted topics that are there, and visible to the login. */
  readonly topics: readonly TopicState[]
  /** Undefined if the login may not see it. */
  readonly group: GroupState | undefined
  /** Records that are in each topic. */
  readonly records: Readonly<Record<string, number>>
}

/**
 * What a Kafka cluster says of some topics, and of the group that reads the first of them.
 *
 * @throws an error of kafkajs if the cluster cannot be reached, or refuses the login
 */
export async function readStreamState(
  kafka: Kafka,
  topics: readonly [string, ...string[]],
  groupId: string,
  now: () => number,
): Promise<StreamState> {
  const admin = kafka.admin({ retry: { retries: 1 } })
  try {
    await admin.connect()
    const { brokers } = await admin.describeCluster()
    const existing = await admin.listTopics()
    const there = topics.filter((topic) => existing.includes(topic))
    const { topics: metadata } = there.length === 0 ? { topics: [] } : await admin.fetchTopicMetadata({ topics: there })
    const states: TopicState[] = []
    const records: Record<string, number> = {}
    for (const { name, partitions } of metadata) {
      states.push({
        topic: name,
        partitions: partitions.length,
        replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        behind: partitions.filter(({ isr, replicas }) => isr.length < replicas.length).map(({ partitionId }) => partitionId),
        leaderless: partitions.filter(({ leader }) => leader < 0).map(({ partitionId }) => partitionId),
        settings: await readTopicSettings(admin, name).catch(() => undefined),
      })
      const offsets = await admin.fetchTopicOffsets(name)
      records[name] = offsets.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0)
    }
    const group = there.includes(topics[0]) ? await readGroup(admin, topics[0], groupId, now).catch(() => undefined) : undefined
    return { brokers: brokers.length, topics: states, group, records }
  } finally {
    await admin.disconnect().catch(() => {})
  }
}

/** Sets settings of a topic, and leaves its others as they are. */
export async function setTopicSettings(kafka: Kafka, topic: string, wanted: Readonly<Record<string, string>>): Promise<void> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    // All settings are replaced, so those that were set stay only if they are named.
    const all = { ...(await readTopicSettings(admin, topic, true)), ...wanted }
    const configEntries = Object.entries(all).map(([name, value]) => ({ name, value }))
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }] })
  } finally {
    await admin.disconnect().catch(() => {})
  }
}

/** The settings of a topic that hold, those of the brokers included; of the topic's own only, if that is asked for. */
export async function readTopicSettings(admin: Admin, topic: string, isOwnOnly = false): Promise<Record<string, string>> {
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }] })
  const entries = resources.flatMap(({ configEntries }) => configEntries)
  return Object.fromEntries(
    entries
      .filter(({ configSource }) => !isOwnOnly || Number(configSource) === topicConfigSource)
      .map(({ configName, configValue }) => [configName, configValue]),
  )
}

/** Kafka's number for a setting that was set for the topic. */
const topicConfigSource = 1

async function readGroup(admin: Admin, topic: string, groupId: string, now: () => number): Promise<GroupState> {
  const { groups } = await admin.describeGroups([groupId])
  const { state = 'Unknown', members = [] } = groups[0] ?? {}
  const lag = new GroupLag(admin, { topic, groupId, now })
  await lag.read()
  // Empty before the leader has assigned anything.
  const assignments = members.map(({ memberAssignment }) => memberAssignment).filter(({ length }) => length > 0)
  const assigned = new Set(assignments.flatMap((each) => kafkajs.AssignerProtocol.MemberAssignment.decode(each)?.assignment[topic] ?? []))
  return {
    state,
    members: members.length,
    unassigned: lag.partitions.map(({ partition }) => partition).filter((partition) => !assigned.has(partition)),
    lagRecords: lag.partitions.reduce((sum, { end, committed }) => sum + end - committed, 0),
    oldestMs: lag.oldestMs,
  }
}
