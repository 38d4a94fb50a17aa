import { appendTrackingChanges, insertSpans, type Store, verifyUserDays } from '@stitchlog/store'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTemporaryStore } from '../../../packages/store/tests/temporary-store.ts'
import { historyNear } from '../../../packages/timeline/tests/arbitraries.ts'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { scenes } from '../../../packages/timeline/tests/scenes.ts'
import { randomFrom, shuffled } from '../../../packages/timeline/tests/seeded-random.ts'
import { runRollup } from '../roll-up.ts'
import { expectedUserDays, storedHistoryOf, storedUserDays } from './rolled-up-histories.ts'

// Many cases share a run, whose cost is that of the months in which they lie; each has networks of its own.
const casesPerRound = 200
const scenesPerRound = 6

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterAll(() => close())

class Killed extends Error {}

test('run at random moments, killed at random points, with late events and erasures in between, it ends equal to what the timeline says', async () => {
  const { numRuns, seed } = propertyParameters()
  const random = randomFrom(seed)
  const roundCount = Math.ceil(Math.max(casesPerRound, numRuns / 5) / casesPerRound)
  let killed = 0
  for (let round = 0; round < roundCount; round++) {
    const histories = historyNear(shuffled(scenes, random).slice(0, scenesPerRound))
    const cases = fc
      .sample(histories, { numRuns: casesPerRound, seed: seed + round })
      .map((history, index) => storedHistoryOf(history, `${round * casesPerRound + index}:`))
    const writes: (() => Promise<void>)[] = Object.values(
      Object.groupBy(
        shuffled(
          cases.flatMap(({ spans }) => spans),
          random,
        ),
        () => Math.floor(random() * 4),
      ),
    ).map((spans) => () => insertSpans(store, spans ?? []))
    const erasures = cases.flatMap(({ erasures }) => erasures)
    writes.push(() => appendTrackingChanges(store, erasures))
    for (const [nth, write] of shuffled(writes, random).entries()) {
      await write()
      // One run of each round is killed for certain, however chance has it.
      if (nth === 0 && !(await rollUpMaybe(random, Math.floor(random() * 4)))) killed++
      while (random() < 0.5) if (!(await rollUpMaybe(random))) killed++
    }
    while (!(await rollUpMaybe(random))) killed++
    expect(await storedUserDays(store, cases)).toEqual(expectedUserDays(cases))
  }
  expect(await verifyUserDays(store, { from: '1969-12-31', to: '2100-01-01', networkId: undefined, chunk: 0, chunkCount: 1 })).toEqual([])
  expect(killed).toBeGreaterThanOrEqual(roundCount)
}, 1_800_000)

/**
 * False where the run was killed; its writes before stay, the others never come.
 *
 * @param lastPoint how many points it may reach before that; without it chance decides
 */
async function rollUpMaybe(random: () => number, lastPoint?: number): Promise<boolean> {
  const killProbability = lastPoint !== undefined || random() < 0.5 ? 0.05 : 0
  let points = 0
  try {
    await runRollup(
      {
        store,
        now: Date.now,
        // Nothing of the histories is ever past it.
        retentionDays: 50_000,
        accessLogRetentionDays: 400,
        // Without the safety of looking back, so that what a run is to see is told by its start alone.
        settings: { maxSpansPerChunk: 200 + Math.floor(random() * 5000), overlapMs: { full: 0, refresh: 0 } },
        reached: () => {
          if (lastPoint === undefined ? random() < killProbability : points++ === lastPoint) throw new Killed()
        },
      },
      random() < 0.2 && killProbability > 0 ? 'refresh' : 'full',
    )
    return killProbability === 0
  } catch (error) {
    if (!(error instanceof Killed)) throw error
    return false
  }
}
