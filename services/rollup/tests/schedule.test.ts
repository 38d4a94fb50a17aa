import { createLogger, createMetrics, Health } from '@stitchlog/service-kit'
import { readLastFinishedRollup, type Store } from '@stitchlog/store'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openTemporaryStore } from '../../../packages/store/tests/temporary-store.ts'
import { createRollupMetrics } from '../metrics.ts'
import { defaultRollupSettings } from '../roll-up.ts'
import { rollUpOnSchedule } from '../schedule.ts'

const minuteMs = 60_000

/** However slow the machine is; the clock of the test goes on by as much as that takes. */
const comesTrue = (check: () => Promise<void>) => vi.waitFor(check, 180_000)

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterAll(() => close())
afterEach(() => {
  vi.useRealTimers()
})

test('a full run that failed is made up for within minutes, not by the next hour', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.parse('2026-11-25T12:06:30Z') })
  let isAway = true
  const jobQueries = new Proxy(store.jobQueries, {
    get: (target, name) => (isAway && name === 'selectRows' ? () => Promise.reject(new Error('away')) : Reflect.get(target, name, target)),
  })
  const registry = createMetrics()
  const numberOf = async (outcome: string) => {
    const { values } = (await registry.getSingleMetric('stitchlog_rollup_runs_total')?.get()) ?? { values: [] }
    return values.find(({ labels }) => labels['kind'] === 'full' && labels['outcome'] === outcome)?.value ?? 0
  }
  const stopping = new AbortController()
  const rollups = rollUpOnSchedule(
    { store: { ...store, jobQueries }, now: Date.now, retentionDays: 400, accessLogRetentionDays: 400, settings: defaultRollupSettings },
    { cron: '5 * * * *', metrics: createRollupMetrics(registry, Date.now), log: createLogger('rollup', 'silent'), signal: stopping.signal },
  )
  try {
    // At the start, and no more often than refreshes are due.
    await comesTrue(async () => expect(await numberOf('failed')).toBe(1))
    await vi.advanceTimersByTimeAsync(4 * minuteMs)
    await comesTrue(async () => expect(await numberOf('failed')).toBe(2))
    isAway = false
    await vi.advanceTimersByTimeAsync(4 * minuteMs)
    await comesTrue(async () => expect(await numberOf('finished')).toBe(1))
    expect(await readLastFinishedRollup(store, ['full'], Date.now())).toBeLessThan(Date.parse('2026-11-25T12:30:00Z'))
  } finally {
    stopping.abort()
    await rollups
  }
})

test.each([
  ['ACCESS_DENIED', '497', 'ClickHouse for rollups refuses: ClickHouseError ACCESS_DENIED 497'],
  ['MEMORY_LIMIT_EXCEEDED', '241', 'ClickHouse for rollups is away: ClickHouseError MEMORY_LIMIT_EXCEEDED 241'],
])('a run that fails with %s shows in readiness until one succeeds', async (type, code, missing) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.parse('2026-11-25T12:06:30Z') })
  let isRefused = true
  const failure = Object.assign(new Error('of anna'), { name: 'ClickHouseError', type, code })
  const jobQueries = {
    ...store.jobQueries,
    selectRows: <Row extends readonly unknown[]>(...parameters: Parameters<typeof store.jobQueries.selectRows>) =>
      isRefused ? Promise.reject(failure) : store.jobQueries.selectRows<Row>(...parameters),
  }
  const health = new Health(() => 0)
  const registry = createMetrics()
  const stopping = new AbortController()
  const rollups = rollUpOnSchedule(
    { store: { ...store, jobQueries }, now: Date.now, retentionDays: 400, accessLogRetentionDays: 400, settings: defaultRollupSettings },
    { cron: '5 * * * *', metrics: createRollupMetrics(registry, Date.now), log: createLogger('rollup', 'silent'), health, signal: stopping.signal },
  )
  const numberOf = async (outcome: string) => {
    const { values } = (await registry.getSingleMetric('stitchlog_rollup_runs_total')?.get()) ?? { values: [] }
    return values.find(({ labels }) => labels['kind'] === 'full' && labels['outcome'] === outcome)?.value ?? 0
  }
  try {
    await comesTrue(async () => expect(await numberOf('failed')).toBe(1))
    expect(health.missing).toBe(missing)
    isRefused = false
    await vi.advanceTimersByTimeAsync(4 * minuteMs)
    await comesTrue(async () => expect(await numberOf('finished')).toBe(1))
    expect(health.missing).toBeUndefined()
  } finally {
    stopping.abort()
    await rollups
  }
})

test('a refresh that was due while a full run went on comes right after it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.parse('2026-11-25T12:06:30Z') })
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const jobQueries = new Proxy(store.jobQueries, {
    get: (target, name) =>
      name === 'execute'
        ? async (...parameters: Parameters<typeof target.execute>) => {
            await held
            return await target.execute(...parameters)
          }
        : Reflect.get(target, name, target),
  })
  const registry = createMetrics()
  const stopping = new AbortController()
  const rollups = rollUpOnSchedule(
    { store: { ...store, jobQueries }, now: Date.now, retentionDays: 400, accessLogRetentionDays: 400, settings: defaultRollupSettings },
    { cron: '5 * * * *', metrics: createRollupMetrics(registry, Date.now), log: createLogger('rollup', 'silent'), signal: stopping.signal },
  )
  try {
    await vi.advanceTimersByTimeAsync(2 * minuteMs)
    const beforeTheNextTick = Date.now() + 2 * minuteMs
    goOn()
    await comesTrue(async () => expect(await registry.metrics()).toContain('stitchlog_rollup_runs_total{kind="refresh",outcome="finished"} 1'))
    expect(Date.now()).toBeLessThan(beforeTheNextTick)
  } finally {
    stopping.abort()
    await rollups
  }
})
