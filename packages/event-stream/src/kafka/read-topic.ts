import { randomUUID } from 'node:crypto'
import type { Kafka, KafkaMessage } from 'kafkajs'

export type TopicMessage = KafkaMessage & { readonly partition: number }

/**
 * Reads everything that is in a topic at the time of the call, with a temporary consumer group that leaves nothing behind.
 *
 * @param onMessage called for each record, in order within a partition
 */
export async function readTopicToEnd(kafka: Kafka, topic: string, onMessage: (message: TopicMessage) => void): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  const ends = await admin.fetchTopicOffsets(topic)
  await admin.disconnect()
  const open = new Map(ends.filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, BigInt(high)]))
  if (open.size === 0) return
  const consumer = kafka.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 100 })
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error))
      const eachBatch: Parameters<typeof consumer.run>[0] = {
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          const { partition, messages } = batch
          const end = open.get(partition)
          if (end === undefined) return
          for (const message of messages) if (BigInt(message.offset) < end) onMessage({ ...message, partition })
          if (BigInt(batch.lastOffset()) + 1n >= end) open.delete(partition)
          if (open.size === 0) resolve()
        },
      }
      consumer.run(eachBatch).catch(reject)
    })
  } finally {
    await consumer.disconnect()
  }
}
