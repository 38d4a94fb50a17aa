// npm run random-check -- [SEEDS]
//
// The long version of tests/random-check/random-check.test.ts: so many seeds one after the other, from RANDOM_CHECK_SEED=… on.

import { endWithHelpIfAsked } from '../bench/end-with-help.ts'
import { wholeNumbers } from '../bench/whole-numbers.ts'
import { checkSeed } from './check-seed.ts'
import { withCheckedServer } from './checked-server.ts'

endWithHelpIfAsked(import.meta.filename)

const shownFailures = 5
const [count = 0] = wholeNumbers([50])
const firstSeed = Number(process.env['RANDOM_CHECK_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const seeds = Array.from({ length: count }, (_, index) => firstSeed + index)
console.log(`RANDOM_CHECK_SEED=${firstSeed}, ${count} seeds`)

let failed = 0
await withCheckedServer(seeds, async (api) => {
  for (const seed of seeds) {
    const { checks, wrong } = await checkSeed(api, seed, Date.now())
    if (wrong.length > 0) failed++
    console.log(`seed ${seed}: ${checks} checks, ${wrong.length} wrong`)
    for (const failure of wrong.slice(0, shownFailures)) console.log(`  ${failure.slice(0, 500)}`)
  }
})
console.log(`${count - failed} seeds right, ${failed} wrong`)
process.exit(failed === 0 ? 0 : 1)
