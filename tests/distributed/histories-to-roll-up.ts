import { setTimeout } from 'node:timers/promises'
import { migrate, readLastFinishedRollup, type Store, verifyUserDays } from '@stitchlog/store'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { historyArbitrary } from '../../packages/timeline/tests/arbitraries.ts'
import { propertyParameters } from '../../packages/timeline/tests/property-runs.ts'
import { randomFrom, shuffled } from '../../packages/timeline/tests/seeded-random.ts'
import { expectedUserDays, storedHistoryOf, storedUserDays } from '../../services/rollup/tests/rolled-up-histories.ts'
import { TestSystem } from './test-system.ts'

/** A system with its schema, and without a broker, of which the rollup needs none. Nothing of the histories is ever past retention. A full run every two seconds, as if an hour had gone by. */
export async function startSystemToRollUp(): Promise<TestSystem> {
  const system = await TestSystem.start({
    brokerCount: 0,
    environment: { STITCHLOG_RETENTION_DAYS: '36500', STITCHLOG_ROLLUP_CRON: '*/2 * * * * *' },
  })
  await migrate(system.store)
  return system
}

/** Random histories, of which spans and erasures are stored in any order, and what the rollup has to make of them. */
export class HistoriesToRollUp {
  readonly random = randomFrom(propertyParameters().seed)
  readonly #histories
  readonly spans
  readonly erasures

  constructor(count: number) {
    const { seed } = propertyParameters()
    this.#histories = fc.sample(historyArbitrary, { numRuns: count, seed }).map((history, index) => storedHistoryOf(history, `${index}:`))
    this.spans = shuffled(
      this.#histories.flatMap((history) => history.spans),
      this.random,
    )
    this.erasures = shuffled(
      this.#histories.flatMap((history) => history.erasures),
      this.random,
    )
  }

  /** Waits until a full run has finished that began after all is stored, which is now, and compares its days with those of the timeline. */
  async expectAllRight(store: Store): Promise<void> {
    const allStoredAt = Date.now()
    for (
      const giveUpAt = allStoredAt + 180_000;
      ((await readLastFinishedRollup(store, ['full'], Date.now())) ?? 0) <= allStoredAt;
      await setTimeout(100)
    )
      if (Date.now() > giveUpAt) throw new Error('no full rollup gets done')
    expect(await storedUserDays(store, this.#histories)).toEqual(expectedUserDays(this.#histories))
    expect(await verifyUserDays(store, { from: '1969-12-31', to: '2100-01-01', networkId: undefined, chunk: 0, chunkCount: 1 })).toEqual([])
  }
}
