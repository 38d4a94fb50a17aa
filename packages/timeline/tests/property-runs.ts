const numRuns = Number(process.env.PROPERTY_RUNS ?? 1000)

let seed: number | undefined

/**
 * The number of cases and the seed for a property. A test file calls this for each of its properties. The seed is chosen and printed
 * once, so that `PROPERTY_SEED=… PROPERTY_RUNS=…` repeats a run.
 */
export function propertyParameters(): { numRuns: number; seed: number } {
  if (seed === undefined) {
    seed = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31))
    console.log(`PROPERTY_SEED=${seed} PROPERTY_RUNS=${numRuns}`)
  }
  return { numRuns, seed }
}
