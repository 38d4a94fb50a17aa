import { eventsTopic } from '@stitchlog/contracts'
import { connectKafka, ensureTopics, reachingKafka } from '@stitchlog/event-stream/kafka'
import { createLogger, retryUntilDeadline } from '@stitchlog/service-kit'
import kafkajs, { type Kafka, type Message } from 'kafkajs'
import type { Heartbeat } from './heartbeats.ts'

const partitions = 8

export const compressions = {
  none: kafkajs.CompressionTypes.None,
  gzip: kafkajs.CompressionTypes.GZIP,
  snappy: kafkajs.CompressionTypes.Snappy,
  lz4: kafkajs.CompressionTypes.LZ4,
  zstd: kafkajs.CompressionTypes.ZSTD,
} as const

/** `all`: each send has the next one. */
export type CompressionName = keyof typeof compressions | 'all'

export const isCompression = (name: string): name is CompressionName => name === 'all' || Object.hasOwn(compressions, name)

export const kafkaOf = (brokers: string): Kafka => connectKafka({ brokers: brokers.split(',') }, 'bench', () => {})

/** A broker does not know a topic at once that another request has just made. */
const reachKafka = { ...reachingKafka({ brokers: [] }), timeoutSeconds: 60, log: createLogger('bench', 'silent') }

/** Makes the topic of events anew, and fills it with heartbeats in their order. */
export async function fillTopic(kafka: Kafka, batches: Iterable<readonly Heartbeat[]>, compression: CompressionName = 'none'): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  if ((await admin.listTopics()).includes(eventsTopic)) {
    await admin.deleteTopics({ topics: [eventsTopic] })
    while ((await admin.listTopics()).includes(eventsTopic)) await new Promise((resolve) => setTimeout(resolve, 200))
  }
  await admin.disconnect()
  await retryUntilDeadline(() => ensureTopics(kafka, { partitions, replicationFactor: 1 }), reachKafka)
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner, maxInFlightRequests: 1 })
  await producer.connect()
  const codecs = compression === 'all' ? Object.values(compressions) : [compressions[compression]]
  let sends = 0
  for (const beats of batches) {
    const messages = beats.map(({ networkId, userId, value }): Message => ({ key: `${networkId}:${userId}`, value }))
    for (let begin = 0; begin < messages.length; begin += 10_000) {
      const codec = codecs[sends++ % codecs.length] ?? compressions.none
      await producer.send({ topic: eventsTopic, messages: messages.slice(begin, begin + 10_000), compression: codec })
    }
  }
  await producer.disconnect()
}

/** Beats of all users by turns, in rounds of 30 seconds: each of them has one open span all the time. */
export function* beatsOfAll(userCount: number, rounds: number): Generator<readonly Heartbeat[]> {
  const begin = Date.UTC(2026, 2, 2, 9)
  for (let round = 0; round < rounds; round++) {
    for (let first = 0; first < userCount; first += 10_000) {
      const count = Math.min(10_000, userCount - first)
      yield Array.from({ length: count }, (_, n) => {
        const user = first + n
        const networkId = `n${String(user % 90).padStart(2, '0')}`
        const userId = `u${String(user).padStart(7, '0')}`
        const occurredAt = begin + round * 30_000 + Math.floor((user / userCount) * 30_000)
        const value = JSON.stringify({ networkId, userId, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt, receivedAt: occurredAt + 500 })
        return { networkId, userId, value }
      })
    }
  }
}
