import { expect } from 'vitest'

const numRuns = Number(process.env.PROPERTY_RUNS ?? 1000)

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
