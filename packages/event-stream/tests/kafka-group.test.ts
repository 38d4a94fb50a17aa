import { randomUUID } from 'node:crypto'
import type { Admin, Kafka } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { awakeMsOf } from '../../../tests/awake-ms.ts'
import { shareBroker } from '../../../tests/distributed/shared-broker.ts'
import { canRunStack } from '../../../tests/distributed/temporary-stack.ts'
import { connectKafka, groupTimeouts, KafkaSource } from '../src/kafka/index.ts'

const within = { timeout: 180_000, interval: 50 }

describe.runIf(canRunStack())('a group', { timeout: 600_000 }, () => {
  let kafka: Kafka
  let admin: Admin

  beforeAll(async () => {
    const { address } = await shareBroker()
    kafka = connectKafka({ brokers: [address] }, 'test', () => {}, groupTimeouts(10_000).requestMs)
    admin = kafka.admin()
    await admin.connect()
  })
  afterAll(async () => {
    await admin?.disconnect()
  })

  const describeGroup = async (groupId: string) => {
    const { state, members } = (await admin.describeGroups([groupId])).groups[0] ?? { state: 'Dead', members: [] }
    return { state, members: members.length }
  }

  async function makeTopic(): Promise<string> {
    const topic = randomUUID()
    await vi.waitFor(async () => {
      await admin.createTopics({ topics: [{ topic, numPartitions: 3 }] })
      await admin.fetchTopicOffsets(topic)
    }, within)
    const producer = kafka.producer()
    await producer.connect()
    await vi.waitFor(() => producer.send({ topic, messages: [{ partition: 0, value: 'x' }] }), within)
    await producer.disconnect()
    return topic
  }

  const sourceOf = (topic: string) => {
    const source = new KafkaSource(kafka, { topic, groupId: topic, now: Date.now, sessionTimeoutMs: 10_000 })
    const reading = (async () => {
      for await (const { position } of source.batches()) await source.commit([position])
    })()
    return {
      source,
      async close() {
        await source.close()
        await reading
      },
    }
  }

  /** A member that takes a record and never finishes it, so every rebalance waits for it. */
  async function joinStuck(topic: string) {
    const { promise, resolve } = Promise.withResolvers<void>()
    const taken = Promise.withResolvers<void>()
    const consumer = kafka.consumer({ groupId: topic, sessionTimeout: 60_000, rebalanceTimeout: 60_000 })
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachMessage: async () => {
        taken.resolve()
        await promise
      },
    })
    await taken.promise
    return {
      async leave() {
        resolve()
        await consumer.disconnect()
      },
    }
  }

  test('is left at once by a member that is still joining', async () => {
    const topic = await makeTopic()
    const stuck = await joinStuck(topic)
    const joining = sourceOf(topic)
    await vi.waitFor(async () => expect(await describeGroup(topic)).toEqual({ state: 'PreparingRebalance', members: 2 }), within)
    expect(joining.source.isAssigned).toBe(false)
    expect(await awakeMsOf(() => joining.close())).toBeLessThan(5000)
    expect((await describeGroup(topic)).members).toBe(1)
    await stuck.leave()
  })

  test('gives the partitions of a member that left to the others', async () => {
    const topic = await makeTopic()
    const only = sourceOf(topic)
    await vi.waitFor(() => expect(only.source.assignedCount).toBe(3), within)
    const other = sourceOf(topic)
    await vi.waitFor(() => expect(only.source.assignedCount + other.source.assignedCount).toBe(3), within)
    await other.close()
    await vi.waitFor(() => expect(only.source.assignedCount).toBe(3), within)
    await only.close()
    expect((await describeGroup(topic)).members).toBe(0)
  })
})
