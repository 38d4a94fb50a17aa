import { setTimeout } from 'node:timers/promises'
import { appendTrackingChanges, insertSpans, readCutOffRollup } from '@stitchlog/store'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { HistoriesToRollUp, startSystemToRollUp } from './histories-to-roll-up.ts'
import type { ServiceProcess } from './service-process.ts'
import { canRunStack } from './temporary-stack.ts'
import type { TestSystem } from './test-system.ts'

describe.runIf(canRunStack())('the rollup service', () => {
  let system: TestSystem
  let rollup: ServiceProcess

  beforeAll(async () => {
    system = await startSystemToRollUp()
  })
  afterAll(async () => {
    await system?.stop()
  })

  test('killed in the middle of a run, it ends equal to what the timeline says', { timeout: 600_000 }, async () => {
    const histories = new HistoriesToRollUp(5)
    const isRunning = async () => (await readCutOffRollup(system.store)) !== undefined
    rollup = await system.startService('rollup')
    await rollup.ready()
    await insertSpans(system.store, histories.spans)
    await appendTrackingChanges(system.store, histories.erasures)
    // A run that got done before the signal came was not cut off.
    do {
      await vi.waitFor(async () => expect(await isRunning()).toBe(true), { timeout: 180_000, interval: 5 })
      rollup.signal('SIGKILL')
    } while (!(await isRunning()))
    await histories.expectAllRight(system.store)
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
