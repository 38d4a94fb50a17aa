import type { BatchSource, SourceRecord } from '@stitchlog/event-stream'
import { createMetrics } from '@stitchlog/service-kit'
import { foldLedger } from '@stitchlog/timeline'
import { expect, test } from 'vitest'
import { createExpiredAlarm, type ExpiredReport } from '../expired-alarm.ts'
import { runStitcher, wholeLedger } from '../stitch.ts'

const dayMs = 86_400_000
const receivedAt = 1_790_000_000_000

interface Sent {
  readonly networkId?: string
  readonly daysAgo: number
  /** undefined: published to Kafka by a producer other than ingest. */
  readonly receivedAt?: number | undefined
  /** The log's timestamp. */
  readonly timestamp?: number
}

/** Returns what a stitcher with a default retention of 30 days counts and logs. */
async function alarmsOf(
  sent: readonly Sent[],
  clock: () => number = () => 0,
): Promise<{ metrics: string[]; logged: ExpiredReport[]; expired: number }> {
  const metrics = createMetrics()
  const logged: ExpiredReport[] = []
  const records = sent.map(({ networkId = 'acme', daysAgo, timestamp = receivedAt, ...stamp }): SourceRecord => {
    const event = { networkId, userId: 'anna', device: 'web', timeZone: 'Etc/UTC', occurredAt: receivedAt - daysAgo * dayMs, ...stamp }
    return { value: Buffer.from(JSON.stringify(event)), timestamp }
  })
  const source: BatchSource<SourceRecord, undefined> = {
    async *batches() {
      for (const record of records) yield { records: [record], position: undefined }
    },
    async commit() {},
  }
  const ledger = foldLedger(
    ['acme', 'short'].flatMap((networkId) => [
      { networkId, change: 'on', at: 0 } as const,
      ...(networkId === 'short' ? [{ networkId, change: 'retention', days: 7, at: receivedAt - dayMs } as const] : []),
    ]),
  )
  const counts = await runStitcher(source, {
    ledger: wholeLedger(ledger),
    insertSpans: async () => {},
    rejects: { add: () => {}, flush: async () => {} },
    settings: { maxUnflushedSpans: 10, maxFlushAgeMs: 1000, maxOpenSpans: 10, maxHeldEvents: 10, retentionDays: 30 },
    now: () => 0,
    onAcceptedExpired: createExpiredAlarm(metrics, (report) => logged.push(report), clock),
  })
  const lines = (await metrics.metrics()).split('\n').filter((line) => line.startsWith('stitchlog_stitcher_accepted_events_expired_total'))
  return { metrics: lines.map((line) => line.replace(/^.*\{/, '{')), logged, expired: counts.dropped.expired }
}

test('what ingest accepted and the stitcher finds expired is counted and logged, without what it is about', async () => {
  const { metrics, logged, expired } = await alarmsOf([
    { daysAgo: 31, receivedAt },
    { daysAgo: 29, receivedAt },
  ])
  expect([metrics, expired]).toEqual([['{rule="default"} 1', '{rule="network"} 0'], 1])
  expect(logged).toEqual([{ rule: 'default', count: 1, ageHours: 31 * 24 }])
})

test('a backlog makes nothing expire: an event is as old as it was at its receipt', async () => {
  const { metrics } = await alarmsOf([
    { daysAgo: 40, receivedAt: receivedAt - 15 * dayMs, timestamp: receivedAt },
    { daysAgo: 40, receivedAt, timestamp: receivedAt - 15 * dayMs },
  ])
  expect(metrics).toEqual(['{rule="default"} 0', '{rule="network"} 0'])
})

test('a retention of the network itself is told apart, since it may have been changed while the event came in', async () => {
  const { metrics } = await alarmsOf([{ networkId: 'short', daysAgo: 8, receivedAt }])
  expect(metrics).toEqual(['{rule="default"} 0', '{rule="network"} 1'])
})

test('what never went through ingest is no disagreement with it', async () => {
  const { metrics, logged, expired } = await alarmsOf([{ daysAgo: 31 }, { daysAgo: 500 }])
  expect([metrics, logged, expired]).toEqual([['{rule="default"} 0', '{rule="network"} 0'], [], 2])
})

test('many are logged once a minute, with their number', async () => {
  let at = 0
  const { metrics, logged } = await alarmsOf(
    Array.from({ length: 100 }, () => ({ daysAgo: 31, receivedAt })),
    () => (at += 700),
  )
  expect(metrics[0]).toBe('{rule="default"} 100')
  expect(logged.length).toBeLessThan(5)
  expect(logged.length).toBeGreaterThan(1)
  expect(logged[0]).toMatchObject({ count: 1 })
})
