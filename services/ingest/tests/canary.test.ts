import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { insertSpans, SharedLedger, type Store } from '@stitchlog/store'
import { findTimeZone, spanOf } from '@stitchlog/timeline'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTemporaryStore } from '../../../packages/store/tests/temporary-store.ts'
import { createCanary } from '../canary.ts'

let opened: Awaited<ReturnType<typeof openTemporaryStore>>
beforeAll(async () => {
  opened = await openTemporaryStore()
})
afterAll(() => opened.close())

async function store(store: Store, value: Buffer): Promise<void> {
  const { networkId, userId, device, timeZone, occurredAt } = JSON.parse(value.toString('utf8'))
  const zone = findTimeZone(timeZone)
  if (zone === undefined) throw new Error(`${timeZone} is no time zone`)
  await insertSpans(store, [spanOf({ networkId, userId, device, zone, at: occurredAt, periodStart: 0, timeoutMs: 60_000 })])
}

test('the canary says how long nothing was read back, tries again soon, and says at once that it is over', async () => {
  const metrics = createMetrics()
  const value = async (name: string) => (await metrics.getSingleMetric(`stitchlog_canary_${name}`)?.get())?.values[0]?.value
  const ledger = await SharedLedger.open(opened.store, { now: Date.now, onLateWrite: () => {} })
  let outcome: 'refused' | 'lost' | 'stored' = 'refused'
  const published: string[] = []
  const canary = createCanary({
    stream: {
      async publish([record]) {
        published.push(outcome)
        if (outcome === 'refused') throw new Error('no broker')
        if (outcome === 'stored' && record !== undefined) await store(opened.store, record.value)
      },
    },
    ledger,
    store: opened.store,
    now: Date.now,
    log: createLogger('test', 'fatal'),
    metrics,
    signal: new AbortController().signal,
    timeoutMs: 300,
    againAfterMs: 100,
  })
  expect(await value('unread_seconds')).toBe(0)
  const read = canary()
  await vi.waitFor(() => expect(published.length).toBeGreaterThan(2), 60_000)
  outcome = 'lost'
  await vi.waitFor(() => expect(published.filter((each) => each === 'lost').length).toBeGreaterThan(1), 60_000)
  expect(await value('unread_seconds')).toBeGreaterThan(0.5)
  expect(await value('failures_total')).toBeGreaterThan(3)
  expect(await value('last_read_timestamp_seconds')).toBe(0)
  outcome = 'stored'
  await read
  expect(await value('unread_seconds')).toBe(0)
  expect(await value('last_read_timestamp_seconds')).toBeGreaterThan(0)
})
