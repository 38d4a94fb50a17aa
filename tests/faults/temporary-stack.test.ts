// Shorter, in `npm test`: tests/distributed/stack-command.test.ts
import { connectKafka } from '@stitchlog/event-stream/kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Stack } from '../../infra/stack/stack.ts'
import { canRunStack, startTemporaryStack } from '../distributed/temporary-stack.ts'

describe.runIf(canRunStack())('the brokers of the tests', () => {
  let stack: Stack

  beforeAll(async () => {
    stack = await startTemporaryStack(3)
  })
  afterAll(async () => {
    await stack?.stop()
  })

  test('are one cluster that keeps its topics when all are killed, started again, frozen and woken', async () => {
    const kafka = connectKafka({ brokers: stack.environment.KAFKA_BROKERS.split(',') }, 'test', () => {})
    const admin = kafka.admin()
    await admin.connect()
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'kept', numPartitions: 3, replicationFactor: 3 }] })
    await admin.disconnect()

    await Promise.all(stack.brokers.map((broker) => broker.signal('SIGKILL')))
    await expect(kafka.admin({ retry: { retries: 0 } }).connect()).rejects.toThrow()
    await Promise.all(stack.brokers.map((broker) => broker.start()))
    for (const broker of stack.brokers) {
      await broker.signal('SIGSTOP')
      await broker.signal('SIGCONT')
    }

    await admin.connect()
    expect(await admin.listTopics()).toContain('kept')
    expect((await admin.describeCluster()).brokers).toHaveLength(3)
    await admin.disconnect()
  })
})
