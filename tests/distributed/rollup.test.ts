import { setTimeout } from 'node:timers/promises'
import { appendTrackingChanges, insertSpans, migrate, readCutOffRollup, readLastFinishedRollup, verifyUserDays } from '@stitchlog/store'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { historyArbitrary } from '../../packages/timeline/tests/arbitraries.ts'
import { propertyParameters } from '../../packages/timeline/tests/property-runs.ts'
import { randomFrom, shuffled } from '../../packages/timeline/tests/seeded-random.ts'
import { expectedUserDays, storedHistoryOf, storedUserDays } from '../../services/rollup/tests/rolled-up-histories.ts'
import type { ServiceProcess } from './service-process.ts'
import { canRunStack } from './temporary-stack.ts'
import { TestSystem } from './test-system.ts'

const killCount = 8

describe.runIf(canRunStack())('the rollup service', () => {
  let system: TestSystem
  let rollup: ServiceProcess

  beforeAll(async () => {
    // Nothing of the histories is ever past retention. A full run every two seconds, as if an hour had gone by.
    system = await TestSystem.start({ environment: { STITCHLOG_RETENTION_DAYS: '36500', STITCHLOG_ROLLUP_CRON: '*/2 * * * * *' } })
    await migrate(system.store)
  })
  afterAll(async () => {
    await system?.stop()
  })

  const finishedAfter = async (instant: number) => {
    for (
      const giveUpAt = Date.now() + 180_000;
      ((await readLastFinishedRollup(system.store, ['full'], Date.now())) ?? 0) <= instant;
      await setTimeout(100)
    )
      if (Date.now() > giveUpAt) throw new Error(`no full rollup gets done; see ${system.folder}`)
  }

  test('killed with SIGKILL again and again while late events and erasures come in, it ends equal to what the timeline says', {
    timeout: 600_000,
  }, async () => {
    const { seed } = propertyParameters()
    const random = randomFrom(seed)
    const histories = fc.sample(historyArbitrary, { numRuns: 40, seed }).map((history, index) => storedHistoryOf(history, `${index}:`))
    const spans = shuffled(
      histories.flatMap((history) => history.spans),
      random,
    )
    const erasures = shuffled(
      histories.flatMap((history) => history.erasures),
      random,
    )
    const share = <T>(all: readonly T[], nth: number) => all.slice((nth * all.length) / killCount, ((nth + 1) * all.length) / killCount)

    rollup = await system.startService('rollup')
    await rollup.ready()
    let cutOffCount = 0
    for (let nth = 0; nth < killCount; nth++) {
      await insertSpans(system.store, share(spans, nth))
      await appendTrackingChanges(system.store, share(erasures, nth))
      await setTimeout(random() * 2500)
      rollup.signal('SIGKILL')
      if ((await readCutOffRollup(system.store)) !== undefined) cutOffCount++
    }
    const allStoredAt = Date.now()
    await finishedAfter(allStoredAt)
    expect(cutOffCount).toBeGreaterThan(0)
    expect(await storedUserDays(system.store, histories)).toEqual(expectedUserDays(histories))
    expect(await verifyUserDays(system.store, { from: '1969-12-31', to: '2100-01-01', networkId: undefined, chunk: 0, chunkCount: 1 })).toEqual([])
  })

  test('is alive and not ready while ClickHouse is away, counts what fails, and goes on when it is back', { timeout: 600_000 }, async () => {
    const numberOf = async (labels: string) => {
      const metrics = await (await fetch(`${rollup.address}/metrics`)).text()
      return Number(
        metrics
          .split('\n')
          .find((line) => line.startsWith(`stitchlog_rollup_runs_total{${labels}} `))
          ?.split(' ')
          .at(-1) ?? 0,
      )
    }
    const becomes = async (check: () => Promise<boolean>) => {
      for (const giveUpAt = Date.now() + 180_000; !(await check()); await setTimeout(100)) expect(Date.now()).toBeLessThan(giveUpAt)
    }
    const statusOf = async (path: string) => (await fetch(`${rollup.address}${path}`)).status

    system.clickHouseProxy.weather = 'refusing'
    await becomes(async () => (await numberOf('kind="full",outcome="failed"')) > 0)
    await becomes(async () => (await statusOf('/readyz')) === 503)
    expect(await statusOf('/healthz')).toBe(200)

    system.clickHouseProxy.weather = 'clear'
    const finished = await numberOf('kind="full",outcome="finished"')
    await becomes(async () => (await numberOf('kind="full",outcome="finished"')) > finished)
    await becomes(async () => (await statusOf('/readyz')) === 200)
    const metrics = await (await fetch(`${rollup.address}/metrics`)).text()
    const lastFinished = Number(/^stitchlog_rollup_last_finished_timestamp_seconds\{kind="full"\} (\S+)$/m.exec(metrics)?.[1])
    expect(Math.abs(Date.now() / 1000 - lastFinished)).toBeLessThan(30)
    expect(await rollup.stop()).toBe(0)
  })
})
