import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { stitcherSettingsSchema } from '@stitchlog/contracts'
import { connectKafka, groupTimeouts, KafkaPublisher, KafkaSource } from '@stitchlog/event-stream/kafka'
import { foldLedger } from '@stitchlog/timeline'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { type SharedBroker, shareBroker } from '../../../tests/distributed/shared-broker.ts'
import { canRunStack } from '../../../tests/distributed/temporary-stack.ts'
import { runStitcher, wholeLedger } from '../stitch.ts'

/** So long that nobody is taken for gone while a test looks, however slow the machine is. */
const sessionTimeoutMs = 120_000

describe.runIf(canRunStack())('a stitcher on a broker', () => {
  let broker: SharedBroker

  beforeAll(async () => {
    broker = await shareBroker()
  })

  test('ends with the error of an insert though its topic has fallen silent', async () => {
    const kafka = connectKafka({ brokers: [broker.address] }, 'test', () => {}, groupTimeouts(sessionTimeoutMs).requestMs)
    const topic = randomUUID()
    const admin = kafka.admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })
    const publisher = await KafkaPublisher.connect(kafka, topic, 10)
    const now = Date.now()
    const event = { networkId: 'n', userId: 'u', device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: now - 1000 }
    await publisher.publish([{ key: 'n:u', value: Buffer.from(JSON.stringify(event)) }])
    const ledger = foldLedger([{ networkId: 'n', change: 'on', at: 0, inactivityTimeoutSeconds: { mobile: 300, web: 1800 } }])
    const stitching = runStitcher(new KafkaSource(kafka, { topic, groupId: topic, now: Date.now, sessionTimeoutMs }), {
      ledger: wholeLedger(ledger),
      insertSpans: () => Promise.reject(new Error('no space left on device')),
      rejects: { add() {}, flush: async () => {} },
      settings: stitcherSettingsSchema.parse({}),
      now: () => performance.now(),
    })
    const outcome = await Promise.race([
      stitching.catch((error: unknown) => error),
      setTimeout(180_000, 'it waits for another event', { ref: false }),
    ])
    expect(outcome).toEqual(new Error('no space left on device'))
    // It has left the group, so others need not wait for it.
    await vi.waitFor(async () => expect((await admin.describeGroups([topic])).groups[0]?.members).toEqual([]), { timeout: sessionTimeoutMs / 2 })
    await publisher.close()
    await admin.disconnect()
  })
})
