// Shorter, in `npm test`: services/stitcher/tests/stitcher.property.test.ts, tests/distributed/tracking.test.ts
import { describe, expect, test } from 'vitest'
import { resumesWithinMs, runChaos } from '../chaos/chaos-run.ts'
import { canRunStack } from '../distributed/temporary-stack.ts'

describe.runIf(canRunStack())('the distributed system', () => {
  test('shows what the model says after stitchers, brokers, ClickHouse and the network have failed at random', { timeout: 600_000 }, async () => {
    const seed = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
    console.log(`CHAOS_SEED=${seed}`)
    const { expected, actual, lost, resumedMs, alarms, facts } = await runChaos({
      seed,
      seconds: 20,
      leastFaults: 8,
      brokerCount: 1,
      clickHouseNodeCount: 1,
      histories: 25,
      log: console.log,
    })
    console.log(facts)
    expect(actual).toEqual(expected)
    expect([lost, alarms]).toEqual([0, 0])
    expect(resumedMs).toBeLessThan(resumesWithinMs)
    // So that there was something to be right about.
    expect(expected.parts.length).toBeGreaterThan(1000)
    expect(facts['faults']).toBeGreaterThan(5)
  })
})
