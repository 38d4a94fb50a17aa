import { eventsTopic } from '@stitchlog/contracts'
import { appendTrackingChanges } from '@stitchlog/store'
import kafkajs, { type Message } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomFrom } from '../../packages/timeline/tests/seeded-random.ts'
import { rounds } from '../rounds.ts'
import { canRunStack } from './temporary-stack.ts'
import { TestSystem } from './test-system.ts'

const { CompressionTypes } = kafkajs

const codecs = [CompressionTypes.None, CompressionTypes.GZIP, CompressionTypes.Snappy, CompressionTypes.LZ4, CompressionTypes.ZSTD]

const eventCount = rounds(20_000, 60_000)
const userCount = rounds(150, 400)
const timeoutMs = 300_000
const dayMs = 86_400_000
const begin = Math.floor(Date.now() / dayMs) * dayMs - 4 * dayMs

interface Beat {
  readonly userId: string
  readonly occurredAt: number
  readonly receivedAt: number
}

/** Beats of runs with pauses, some of them late by a day, some twice, in the order of their receipt. */
function beatsFrom(random: () => number): Beat[] {
  const beats: Beat[] = []
  const nextAt = Array.from({ length: userCount }, () => begin + Math.floor(random() * 3_600_000))
  while (beats.length < eventCount) {
    const user = Math.floor(random() * userCount)
    const occurredAt = nextAt[user] ?? begin
    const isLate = random() < 0.01
    const beat = { userId: `user ${user}`, occurredAt, receivedAt: occurredAt + (isLate ? dayMs : Math.floor(random() * 2000)) }
    beats.push(beat)
    if (random() < 0.01) beats.push(beat)
    const pauseMs = random() < 0.03 ? Math.floor(random() * 4 * timeoutMs) : 30_000
    nextAt[user] = occurredAt + (random() < 0.01 ? timeoutMs : pauseMs)
  }
  return beats.sort((a, b) => a.receivedAt - b.receivedAt)
}

/** The sessions of each user, cut at midnight: sorted, and cut where the gap is longer than the timeout. */
function partsOf(beats: readonly Beat[]): string[] {
  const parts: string[] = []
  for (const [userId, ofUser] of Map.groupBy(beats, ({ userId }) => userId)) {
    const instants = ofUser.map(({ occurredAt }) => occurredAt).sort((a, b) => a - b)
    let sessionStart = 0
    for (const [n, instant] of instants.entries()) {
      const next = instants[n + 1]
      if (next !== undefined && next - instant <= timeoutMs) continue
      let from = instants[sessionStart] ?? instant
      for (; Math.floor(from / dayMs) < Math.floor(instant / dayMs); ) {
        const midnight = (Math.floor(from / dayMs) + 1) * dayMs
        parts.push(`${userId} ${from} ${midnight}`)
        from = midnight
      }
      parts.push(`${userId} ${from} ${instant}`)
      sessionStart = n + 1
    }
  }
  return parts.sort()
}

describe.runIf(canRunStack())('records that are compressed in every way', () => {
  let system: TestSystem

  beforeAll(async () => {
    system = await TestSystem.startOnSharedBroker()
    const ingest = await system.startService('ingest')
    await ingest.ready()
    await appendTrackingChanges(system.store, [
      { networkId: 'acme', change: 'on', at: 0, changeId: '1', inactivityTimeoutSeconds: { mobile: timeoutMs / 1000, web: timeoutMs / 1000 } },
    ])
  })
  afterAll(async () => {
    await system?.stop()
  })

  test('give exactly the sessions of their events, also of those that come a day late', { timeout: 600_000 }, async () => {
    const seed = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
    console.log(`PROPERTY_SEED=${seed}`)
    const random = randomFrom(seed)
    const beats = beatsFrom(random)
    const producer = system.kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    for (let from = 0; from < beats.length; ) {
      // Batches of one record, and of thousands.
      const size = Math.ceil(5000 ** random())
      const messages: Message[] = beats.slice(from, from + size).map(({ userId, occurredAt, receivedAt }) => ({
        key: userId,
        value: JSON.stringify({ networkId: 'acme', userId, device: 'web', timeZone: 'Etc/UTC', occurredAt, receivedAt }),
      }))
      from += size
      await producer.send({ topic: eventsTopic, messages, compression: codecs[Math.floor(random() * codecs.length)] ?? CompressionTypes.None })
    }
    await producer.disconnect()

    const stitcher = await system.startService('stitcher')
    await stitcher.ready()
    await system.workedOff(300_000)
    const parts = (await system.sessionParts()).map(({ userId, startedAt, endedAt }) => `${userId} ${startedAt} ${endedAt}`)
    expect(parts.sort()).toEqual(partsOf(beats))
  })
})
