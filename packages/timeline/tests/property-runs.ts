import { expect } from 'vitest'

const usualRuns = 1000
const numRuns = Number(process.env.PROPERTY_RUNS ?? usualRuns)

/** Whether more was asked for than `npm test` runs, as by `npm run test:properties`. What is costly is then done more often for each case, too. */
export const isThorough = numRuns > usualRuns

/** By test file, since several share a process. */
const seeds = new Map<string | undefined, number>()

/**
 * The number of cases and the seed for a property. A test file calls this for each of its properties. The seed of a file is chosen and printed
 * once, so that `PROPERTY_SEED=… PROPERTY_RUNS=…` repeats a run.
 */
export function propertyParameters(): { numRuns: number; seed: number } {
  const { testPath } = expect.getState()
  let seed = seeds.get(testPath)
  if (seed === undefined) {
    seed = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31))
    seeds.set(testPath, seed)
    console.log(`PROPERTY_SEED=${seed} PROPERTY_RUNS=${numRuns}`)
  }
  return { numRuns, seed }
}
