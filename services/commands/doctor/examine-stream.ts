import { deadLetterTopic, eventsTopic, stitcherGroup } from '@stitchlog/contracts'
import {
  type CommittedOffsets,
  connectKafka,
  countGoneRecords,
  countOpenDeadLetters,
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
import { counted, type Finding, fine } from './finding.ts'

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
  const make = { run: () => ensureTopics(kafka, topics), done: 'the topics are there.' }
  const found = state.topics.flatMap((topic) => topicFindings(topic, (settings) => setTopicSettings(kafka, topic.topic, settings)))
  const missing = [eventsTopic, deadLetterTopic].filter((name) => !state.topics.some(({ topic }) => topic === name))
  return [
    fine('brokers', `${counted(state.brokers, 'broker answers', 'brokers answer')}.`),
    ...missing.map((topic): Finding => {
      const what = `The topic ${topic} is not there, or this login may not see it.`
      return { check: 'topics', severity: 'critical', what, advice: 'Run npm run migrate as the owner, or the doctor with --fix.', fix: make }
    }),
    ...found,
    ...(missing.length + found.length === 0 ? [fine('topics', 'The topics have the settings that they need.')] : []),
    ...partitions(state, topics.partitions),
    ...groupFindings(state),
    await deadLetters(kafka, state.records[deadLetterTopic] ?? 0),
  ]
}

/** What a topic's partitions and settings tell. */
export function topicFindings(
  { topic, behind, leaderless, settings }: TopicState,
  set: (settings: Record<string, string>) => Promise<void>,
): Finding[] {
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
  for (const [name, value] of wrong) {
    const was = settings[name] ?? 'not set'
    const { harm, afterwards = '' } = consequenceOf(topic, name, was, value)
    found.push({
      check: 'topics',
      severity: name === 'segment.ms' ? 'warning' : 'critical',
      what: `${name} of ${topic} is ${was} instead of ${value}: ${harm}.`,
      advice: 'Set it with kafka-configs.sh, or with the doctor and --fix.',
      fix: { run: () => set(Object.fromEntries(wrong)), done: `${name} of ${topic} was ${was}, and is ${value}.${afterwards}` },
    })
  }
  return found
}

/** What another value of a topic's setting does, and what is to be looked at once it is right again. */
function consequenceOf(topic: string, name: string, was: string, wanted: string): { readonly harm: string; readonly afterwards?: string } {
  if (name === 'message.timestamp.type') return { harm: 'producers choose when their events were received' }
  const records = topic === eventsTopic ? 'raw events' : 'dead letters'
  if (name === 'segment.ms') return { harm: `${records} stay longer than is promised after their retention` }
  // -1 is for ever.
  if (Number(was) < 0 || Number(was) > Number(wanted)) return { harm: `${records} are kept longer than is promised` }
  if (topic !== eventsTopic) return { harm: `${records} are gone after ${lengthOf(Number(was))}` }
  return {
    harm: `${records} are gone after ${lengthOf(Number(was))}, also those that are not stored yet or came since the last backup`,
    afterwards: ' What was deleted meanwhile is gone: see what is said of the backup.',
  }
}

/** A time in the largest unit of which it has two. */
function lengthOf(ms: number): string {
  const [unit, unitMs] = (
    [
      ['days', 86_400_000],
      ['hours', 3_600_000],
      ['minutes', 60_000],
    ] as const
  ).find(([, each]) => ms >= 2 * each) ?? ['s', 1000]
  return `${Math.floor(ms / unitMs)} ${unit}`
}

function partitions({ topics, group }: StreamState, wanted: number): Finding[] {
  const events = topics.find(({ topic }) => topic === eventsTopic)
  if (events === undefined) return []
  const { partitions: count } = events
  if (group !== undefined && group.members > count) {
    const what = `${group.members} stitchers share ${counted(count, 'partition', 'partitions')}: ${group.members - count} of them ${group.members - count === 1 ? 'has' : 'have'} nothing to do.`
    return [{ check: 'partitions', severity: 'warning', what, advice: 'Stop some, or add partitions with kafka-topics.sh.' }]
  }
  if (count >= wanted) return [fine('partitions', `The event topic has ${counted(count, 'partition', 'partitions')}.`)]
  const what = `The event topic has ${counted(count, 'partition', 'partitions')}, and KAFKA_PARTITIONS says ${wanted}.`
  return [
    {
      check: 'partitions',
      severity: 'warning',
      what,
      advice: 'Add them with kafka-topics.sh, which is safe while everything runs, or correct the variable.',
    },
  ]
}

/** What the group of the stitchers tells, and what it has not stored. */
export function groupFindings({ topics, group }: StreamState): Finding[] {
  if (!topics.some(({ topic }) => topic === eventsTopic)) return []
  if (group === undefined)
    return [
      { check: 'group', severity: 'unknown', what: 'The consumer group may not be seen.', advice: 'Run the doctor with the login of the owner.' },
    ]
  const { state, members, unassigned, lagRecords, oldestMs } = group
  const age = `the oldest for at least ${Math.floor(oldestMs / 1000)} s`
  const lag: Finding =
    oldestMs < 60_000
      ? fine('lag', `${counted(lagRecords, 'record is', 'records are')} not stored yet.`)
      : {
          check: 'lag',
          severity: oldestMs < 3_600_000 ? 'warning' : 'critical',
          what: `${counted(lagRecords, 'record has', 'records have')} not been stored, ${age}. Kafka keeps events for seven days.`,
          advice: 'Look at /readyz of the stitchers. If they are ready, start more of them, up to one for each partition.',
        }
  if (members > 0 && state === 'Stable') {
    if (unassigned.length === 0) return [fine('group', `${counted(members, 'stitcher has', 'stitchers share')} all partitions.`), lag]
    const what = `No stitcher has ${unassigned.length === 1 ? 'partition' : 'partitions'} ${unassigned.join(', ')}: the events there wait.`
    const advice =
      'If partitions were just added, wait: stitchers find them within a minute. If it stays, restart the stitchers one by one, which loses nothing.'
    return [{ check: 'group', severity: 'warning', what, advice }, lag]
  }
  const what = members === 0 ? 'No stitcher is a member of the consumer group: nothing is stored.' : `The consumer group of ${members} is ${state}.`
  const advice =
    members === 0
      ? 'Start a stitcher, and look at its log.'
      : 'A rebalance takes up to two session timeouts (KAFKA_SESSION_TIMEOUT_MS). Look again then; if it stays, restart the stitchers one by one.'
  return [{ check: 'group', severity: members === 0 ? 'critical' : 'warning', what, advice }, lag]
}

/** Those that are open. A login that may not read them is told of all. */
async function deadLetters(kafka: ReturnType<typeof connectKafka>, all: number): Promise<Finding> {
  const check = 'dead-letters'
  if (all === 0) return fine(check, 'There are no dead letters.')
  let open: Readonly<Record<string, number>>
  try {
    open = await countOpenDeadLetters(kafka, deadLetterTopic)
  } catch (error) {
    const what = `Records are in ${deadLetterTopic}, and how many of them are open could not be asked: ${errorKind(error)}.`
    return {
      check,
      severity: 'unknown',
      what,
      advice: 'Run the doctor with the login of the owner, which infra/kafka/acls.sh of this version lets read them.',
    }
  }
  return openDeadLetters(open)
}

/** @param open how many there are, by reason */
export function openDeadLetters(open: Readonly<Record<string, number>>): Finding {
  const check = 'dead-letters'
  const counts = Object.entries(open).toSorted()
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return fine(check, 'No dead letter is open.')
  const reasons = counts.map(([reason, count]) => `${count} ${reason || 'without a reason'}`).join(', ')
  const what = `${counted(total, 'record', 'records')} could not be understood, and ${total === 1 ? 'waits' : 'wait'} in ${deadLetterTopic}: ${reasons}.`
  const advice = [
    'npm run dead-letters -- list shows them.',
    ...(open['unknown-time-zone'] === undefined
      ? []
      : ['If an update knows their time zones by now: npm run dead-letters -- put-back --reason unknown-time-zone.']),
    'Mend the sender, and close what is seen to (npm run dead-letters -- close --reason …): then only new ones are warned of.',
  ].join(' ')
  return { check, severity: 'warning', what, advice }
}
