// npm run chaos -- [ROUNDS] [SECONDS]
//
// The long version of tests/faults/chaos.test.ts: rounds of faults, each with a seed that CHAOS_SEED=… repeats.
// CHAOS_BROKERS=… and CHAOS_CLICKHOUSE_NODES=… say how many there are of each.

import { isDeepStrictEqual } from 'node:util'
import type { Shown } from '../../packages/timeline/tests/shown.ts'
import { endWithHelpIfAsked } from '../bench/end-with-help.ts'
import { wholeNumbers } from '../bench/whole-numbers.ts'
import { resumesWithinMs, runChaos } from './chaos-run.ts'

endWithHelpIfAsked(import.meta.filename)

const shownDifferences = 8
const [rounds = 0, seconds = 0] = wholeNumbers([12, 60])
const firstSeed = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
let failed = 0
for (let round = 0; round < rounds; round++) {
  const seed = firstSeed + round
  const brokerCount = process.env['CHAOS_BROKERS'] === undefined ? (round % 3 === 2 ? 3 : 1) : Number(process.env['CHAOS_BROKERS'])
  const clickHouseNodeCount = Number(process.env['CHAOS_CLICKHOUSE_NODES'] ?? 1)
  console.log(
    `round ${round + 1} of ${rounds}: CHAOS_SEED=${seed}, ${brokerCount} broker(s), ${clickHouseNodeCount} ClickHouse node(s), ${seconds} s`,
  )
  const result = await runChaos({
    seed,
    seconds,
    leastFaults: 0,
    brokerCount,
    clickHouseNodeCount,
    histories: 60,
    log: (line) => console.log(`  ${line}`),
  })
  const { resumedMs, alarms, lost } = result
  const isRight = isDeepStrictEqual(result.actual, result.expected) && lost === 0 && alarms === 0 && resumedMs < resumesWithinMs
  if (!isRight) {
    failed++
    const lines = (shown: Shown) => new Set([...shown.parts, ...shown.days].map((row) => JSON.stringify(row, Object.keys(row).sort())))
    const [actual, expected] = [lines(result.actual), lines(result.expected)]
    for (const line of [...expected.difference(actual)].slice(0, shownDifferences)) console.log(`  missing: ${line}`)
    for (const line of [...actual.difference(expected)].slice(0, shownDifferences)) console.log(`  too much: ${line}`)
  }
  console.log(
    `  ${isRight ? 'right' : 'WRONG'}: ${JSON.stringify(result.facts)}, lost ${lost}, alarms ${alarms}, read on after ${(resumedMs / 1000).toFixed(1)} s`,
  )
}
console.log(`${rounds - failed} rounds right, ${failed} wrong`)
process.exit(failed === 0 ? 0 : 1)
