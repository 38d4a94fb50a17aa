import type { Kafka } from 'kafkajs'
import { errorType } from './has-error-type.ts'
import { createKeyPartitioner } from './key-partitioner.ts'

/**
 * Checks at a start that the login may write at all: the first record would show it otherwise. Asks for a producer id, which a broker gives to those who may
 * write to some topic; nothing else comes of it.
 *
 * @param topic what the message names, the only one that the service writes to
 */
export async function requireWriteAccess(kafka: Kafka, topic: string): Promise<void> {
  const producer = kafka.producer({
    createPartitioner: createKeyPartitioner,
    idempotent: true,
    allowAutoTopicCreation: false,
    retry: { retries: 1 },
  })
  try {
    await producer.connect()
  } catch (error) {
    if (errorType(error) !== 'CLUSTER_AUTHORIZATION_FAILED') throw error
    throw new Error(`the login may not write to ${topic}: it needs Write (see infra/kafka/acls.sh)`, { cause: error })
  } finally {
    await producer.disconnect().catch(() => {})
  }
}
