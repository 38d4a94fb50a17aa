// Shorter, in `npm test`: tests/distributed/rollup.test.ts
import { setTimeout } from 'node:timers/promises'
import { appendTrackingChanges, insertSpans, readCutOffRollup } from '@stitchlog/store'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { HistoriesToRollUp, startSystemToRollUp } from '../distributed/histories-to-roll-up.ts'
import { canRunStack } from '../distributed/temporary-stack.ts'
import type { TestSystem } from '../distributed/test-system.ts'

const leastKills = 8

describe.runIf(canRunStack())('the rollup service', () => {
  let system: TestSystem

  beforeAll(async () => {
    system = await startSystemToRollUp()
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
