// Shorter, in `npm test`: tests/distributed/rollup.test.ts
import { setTimeout } from 'node:timers/promises'
import { appendTrackingChanges, insertSpans, migrate, readCutOffRollup } from '@stitchlog/store'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { HistoriesToRollUp } from '../distributed/histories-to-roll-up.ts'
import { canRunStack } from '../distributed/temporary-stack.ts'
import { TestSystem } from '../distributed/test-system.ts'

const leastKills = 8

describe.runIf(canRunStack())('the rollup service', () => {
  let system: TestSystem

  beforeAll(async () => {
    // Nothing of the histories is ever past retention. A full run every two seconds, as if an hour had gone by.
    system = await TestSystem.start({ environment: { STITCHLOG_RETENTION_DAYS: '36500', STITCHLOG_ROLLUP_CRON: '*/2 * * * * *' } })
    await migrate(system.store)
  })
  afterAll(async () => {
    await system?.stop()
  })

  test('killed with SIGKILL again and again while late events and erasures come in, it ends equal to what the timeline says', {
    timeout: 600_000,
  }, async () => {
    const histories = new HistoriesToRollUp(40)
    const share = <T>(all: readonly T[], nth: number) => all.slice((nth * all.length) / leastKills, ((nth + 1) * all.length) / leastKills)
    const rollup = await system.startService('rollup')
    await rollup.ready()
    let cutOffCount = 0
    // At random, and until one of them met a run.
    for (let nth = 0; nth < leastKills || cutOffCount === 0; nth++) {
      await insertSpans(system.store, share(histories.spans, nth))
      await appendTrackingChanges(system.store, share(histories.erasures, nth))
      await setTimeout(histories.random() * 2500)
      rollup.signal('SIGKILL')
      if ((await readCutOffRollup(system.store)) !== undefined) cutOffCount++
    }
    await histories.expectAllRight(system.store)
  })
})
