const numRuns = Number(process.env.PROPERTY_RUNS ?? 1000)

let seed: number | undefined

/**
 * How many cases each property is tried on, and from which seed. A test file asks for each of its properties; the seed is chosen and printed
 * once, so that `PROPERTY_SEED=… PROPERTY_RUNS=…` repeats a run.
 */
export function propertyParameters(): { numRuns: number; seed: number } {
  if (seed === undefined) {
    seed = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31))
    console.log(`PROPERTY_SEED=${seed} PROPERTY_RUNS=${numRuns}`)
  }
  return { numRuns, seed }
}
