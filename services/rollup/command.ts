import { emptySuperfluousUserDays, planRollup, type RollupScope, type Store, verifyUserDays } from '@stitchlog/store'
import type { RollupCommandConfig } from './config.ts'
import { defaultRollupSettings, rollUp } from './roll-up.ts'

export { parseRollupCommand, rollupUsage } from './config.ts'

/**
 * Recomputes `user_days` for a range of dates, or prints where it differs from `sessions`.
 *
 * @returns whether `user_days` is correct
 */
export async function runRollupCommand(
  store: Store,
  { from, to, networkId, isVerifying }: RollupCommandConfig,
  now: () => number,
  print: (line: string) => void,
): Promise<boolean> {
  const scope: RollupScope = { kind: 'dates', from, to, networkId }
  if (!isVerifying) await rollUp({ store, now, settings: defaultRollupSettings, reached: () => {} }, scope)
  // Over the whole range, because a row may be left in a month without spans.
  const months = await planRollup(store, scope, defaultRollupSettings.maxSpansPerChunk)
  const chunkCount = months.reduce((sum, month) => sum + month.chunkCount, 1)
  let differenceCount = 0
  for (let chunk = 0; chunk < chunkCount; chunk++) {
    const piece = { from, to, networkId, chunk, chunkCount }
    if (!isVerifying) {
      await emptySuperfluousUserDays(store, piece, now())
      continue
    }
    for (const difference of await verifyUserDays(store, piece)) {
      print(JSON.stringify(difference))
      differenceCount++
    }
  }
  const dates = `from ${from} to ${to}`
  if (!isVerifying) print(`user_days is computed anew ${dates}`)
  else
    print(
      differenceCount === 0
        ? `user_days says what sessions says ${dates}`
        : `${differenceCount} ${differenceCount === 1 ? 'difference' : 'differences'} ${dates}`,
    )
  return differenceCount === 0
}
