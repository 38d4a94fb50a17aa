import { deadLetterTopic, eventsTopic, topicRetentionDays } from '@stitchlog/contracts'
import kafkajs, { type Kafka } from 'kafkajs'

const dayMs = 86_400_000

/** What both topics need. */
export const topicSettings = {
  'retention.ms': String(topicRetentionDays * dayMs),
  // Kafka deletes closed segments only, so a record may stay this much longer.
  'segment.ms': String(dayMs),
  // The broker sets the time of receipt, not the producer.
  'message.timestamp.type': 'LogAppendTime',
} as const

export interface TopicSettings {
  /** Partitions of the event topic. The dead-letter topic has one, because dead letters are few. */
  readonly partitions: number
  /** If undefined, the brokers' default applies. */
  readonly replicationFactor: number | undefined
}

/**
 * Creates the two topics if they are missing. Existing topics are not changed. Several processes may call this at once.
 *
 * @throws Error that names the topic if the login neither sees it nor may create it
 */
export async function ensureTopics(kafka: Kafka, { partitions, replicationFactor = -1 }: TopicSettings): Promise<void> {
  const configEntries = [
    ...Object.entries(topicSettings).map(([name, value]) => ({ name, value })),
    ...(replicationFactor >= 3 ? [{ name: 'min.insync.replicas', value: '2' }] : []),
  ]
  const admin = kafka.admin()
  try {
    await admin.connect()
    const existing = new Set(await admin.listTopics())
    const missing = [
      { topic: eventsTopic, numPartitions: partitions, replicationFactor, configEntries },
      { topic: deadLetterTopic, numPartitions: 1, replicationFactor, configEntries },
    ].filter(({ topic }) => !existing.has(topic))
    // If another process has created the topic meanwhile, kafkajs returns false: not an error.
    for (const topic of missing) await admin.createTopics({ topics: [topic], waitForLeaders: true }).catch((error) => explain(error, topic.topic))
  } finally {
    await admin.disconnect()
  }
}

/** Brokers do not tell a login of topics that it may not describe. */
function explain(error: unknown, topic: string): never {
  const refused =
    error instanceof kafkajs.KafkaJSAggregateError &&
    error.errors.some((each) => typeof each === 'object' && 'type' in each && each.type === 'TOPIC_AUTHORIZATION_FAILED')
  if (!refused) throw error
  throw new Error(`the login neither sees ${topic} nor may create it: it needs Describe, or Create (see infra/kafka/acls.sh)`, { cause: error })
}
