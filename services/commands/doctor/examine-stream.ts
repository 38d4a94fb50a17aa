import { deadLetterTopic, eventsTopic, stitcherGroup } from '@stitchlog/contracts'
import {
  type CommittedOffsets,
  connectKafka,
  countGoneRecords,
  ensureTopics,
  type KafkaCluster,
  kafkaRefusals,
  readStreamState,
  type StreamState,
  setTopicSettings,
  type TopicState,
  topicSettings,
} from '@stitchlog/event-stream/kafka'
import { errorKind, refusalKind } from '@stitchlog/service-kit'
import { type Finding, fine } from './finding.ts'

export interface StreamToExamine {
  readonly kafka: KafkaCluster
  readonly topics: { readonly partitions: number; readonly replicationFactor: number | undefined }
  readonly now: () => number
}

const requestTimeoutMs = 10_000

/** How many records since some committed offsets the event topic has lost. */
export const countingGone =
  ({ kafka }: StreamToExamine) =>
  (offsets: CommittedOffsets): Promise<bigint> =>
    countGoneRecords(connectToExamine(kafka), eventsTopic, offsets)

const connectToExamine = (cluster: KafkaCluster) => connectKafka(cluster, 'stitchlog-doctor', () => {}, requestTimeoutMs)

/** Asks a Kafka cluster for everything that Stitchlog needs of it. Never throws: what cannot be asked is a finding. */
export async function examineStream({ kafka: cluster, topics, now }: StreamToExamine): Promise<readonly Finding[]> {
  const kafka = connectToExamine(cluster)
  let state: StreamState
  try {
    state = await readStreamState(kafka, [eventsTopic, deadLetterTopic], stitcherGroup, now)
  } catch (error) {
    const refusal = refusalKind(error, kafkaRefusals)
    const what = refusal === undefined ? `Kafka is away (${errorKind(error)}).` : `Kafka refuses this login (${refusal}).`
    const advice =
      refusal === undefined
        ? 'Start the brokers, or correct KAFKA_BROKERS. Ingest refuses events meanwhile, and clients keep them.'
        : 'Correct KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD, or grant what is missing (infra/kafka/acls.sh).'
    return [{ check: 'brokers', severity: 'critical', what, advice }]
  }
  const make = () => ensureTopics(kafka, topics)
  const found = state.topics.flatMap((topic) => topicFindings(topic, (settings) => setTopicSettings(kafka, topic.topic, settings)))
  const missing = [eventsTopic, deadLetterTopic].filter((name) => !state.topics.some(({ topic }) => topic === name))
  return [
    fine('brokers', `${state.brokers} brokers answer.`),
    ...missing.map((topic): Finding => {
      const what = `The topic ${topic} is not there, or this login may not see it.`
      return { check: 'topics', severity: 'critical', what, advice: 'Run npm run migrate as the owner, or the doctor with --fix.', fix: make }
    }),
    ...found,
    ...(missing.length + found.length === 0 ? [fine('topics', 'The topics have the settings that they need.')] : []),
    ...partitions(state, topics.partitions),
    ...groupFindings(state),
    deadLetters(state.records[deadLetterTopic] ?? 0),
  ]
}

function topicFindings({ topic, behind, leaderless, settings }: TopicState, set: (settings: Record<string, string>) => Promise<void>): Finding[] {
  const found: Finding[] = []
  if (leaderless.length > 0)
    found.push({
      check: 'topics',
      severity: 'critical',
      what: `Partitions ${leaderless.join(', ')} of ${topic} have no leader: nothing is written to them or read from them.`,
      advice: 'Start the brokers that have them.',
    })
  if (behind.length > 0)
    found.push({
      check: 'topics',
      severity: 'warning',
      what: `Partitions ${behind.join(', ')} of ${topic} have copies that are behind or gone.`,
      advice: 'Start the missing brokers: one more failure, and events are refused.',
    })
  if (settings === undefined) {
    found.push({
      check: 'topics',
      severity: 'unknown',
      what: `The settings of ${topic} may not be read.`,
      advice: 'Run the doctor with the login of the owner.',
    })
    return found
  }
  const wrong = Object.entries(topicSettings).filter(([name, value]) => settings[name] !== value)
  const consequences: Readonly<Record<string, string>> = {
    'message.timestamp.type': 'producers choose when their events were received',
    'retention.ms': 'raw events are kept longer, or shorter, than is promised',
    'segment.ms': 'raw events stay longer than is promised after their retention',
  }
  for (const [name, value] of wrong) {
    found.push({
      check: 'topics',
      severity: name === 'segment.ms' ? 'warning' : 'critical',
      what: `${name} of ${topic} is ${settings[name]} instead of ${value}: ${consequences[name] ?? ''}.`,
      advice: 'Set it with kafka-configs.sh, or with the doctor and --fix.',
      fix: () => set(Object.fromEntries(wrong)),
    })
  }
  return found
}

function partitions({ topics, group }: StreamState, wanted: number): Finding[] {
  const events = topics.find(({ topic }) => topic === eventsTopic)
  if (events === undefined) return []
  const { partitions: count } = events
  if (group !== undefined && group.members > count) {
    const what = `${group.members} stitchers share ${count} partitions: ${group.members - count} of them have nothing to do.`
    return [{ check: 'partitions', severity: 'warning', what, advice: 'Stop some, or add partitions with kafka-topics.sh.' }]
  }
  if (count >= wanted) return [fine('partitions', `The event topic has ${count} partitions.`)]
  const what = `The event topic has ${count} partitions, and KAFKA_PARTITIONS says ${wanted}.`
  return [
    {
      check: 'partitions',
      severity: 'warning',
      what,
      advice: 'Add them with kafka-topics.sh, which is safe while everything runs, or correct the variable.',
    },
  ]
}

function groupFindings({ topics, group }: StreamState): Finding[] {
  if (!topics.some(({ topic }) => topic === eventsTopic)) return []
  if (group === undefined)
    return [
      { check: 'group', severity: 'unknown', what: 'The consumer group may not be seen.', advice: 'Run the doctor with the login of the owner.' },
    ]
  const { state, members, lagRecords, oldestMs } = group
  const age = `the oldest for at least ${Math.floor(oldestMs / 1000)} s`
  const lag: Finding =
    oldestMs < 60_000
      ? fine('lag', `${lagRecords} records are not stored yet.`)
      : {
          check: 'lag',
          severity: oldestMs < 3_600_000 ? 'warning' : 'critical',
          what: `${lagRecords} records have not been stored, ${age}. Kafka keeps them for seven days.`,
          advice: 'Look at /readyz of the stitchers. If they are ready, start more of them, up to one for each partition.',
        }
  if (members > 0 && state === 'Stable') return [fine('group', `${members} stitchers share the partitions.`), lag]
  const what = members === 0 ? 'No stitcher is a member of the consumer group: nothing is stored.' : `The consumer group of ${members} is ${state}.`
  const advice =
    members === 0
      ? 'Start a stitcher, and look at its log.'
      : 'A rebalance takes up to two session timeouts (KAFKA_SESSION_TIMEOUT_MS). Look again then; if it stays, restart the stitchers one by one.'
  return [{ check: 'group', severity: members === 0 ? 'critical' : 'warning', what, advice }, lag]
}

function deadLetters(count: number): Finding {
  if (count === 0) return fine('dead-letters', 'There are no dead letters.')
  const advice = 'npm run dead-letters -- list says why. Mend the sender, then npm run dead-letters -- put-back.'
  return { check: 'dead-letters', severity: 'warning', what: `${count} records could not be understood, and wait in ${deadLetterTopic}.`, advice }
}
