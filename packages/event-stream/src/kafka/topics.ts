import { deadLetterTopic, eventsTopic, topicRetentionDays } from '@stitchlog/contracts'
import type { Kafka } from 'kafkajs'

const dayMs = 86_400_000

export interface TopicSettings {
  /** Of the events; dead letters are few. */
  readonly partitions: number
  /** The brokers' default without it. */
  readonly replicationFactor: number | undefined
}

/** Makes the two topics where they are missing; whoever comes first does. Existing ones stay as they are. */
export async function ensureTopics(kafka: Kafka, { partitions, replicationFactor = -1 }: TopicSettings): Promise<void> {
  const configEntries = [
    { name: 'retention.ms', value: String(topicRetentionDays * dayMs) },
    // Only closed segments go, so this is how much longer a record may stay.
    { name: 'segment.ms', value: String(dayMs) },
    // The brokers say when a record was received, not whoever sent it.
    { name: 'message.timestamp.type', value: 'LogAppendTime' },
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
    // One that another process made meanwhile is no failure: kafkajs answers false.
    for (const topic of missing) await admin.createTopics({ topics: [topic], waitForLeaders: true })
  } finally {
    await admin.disconnect()
  }
}
