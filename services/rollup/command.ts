import { emptySuperfluousUserDays, planRollup, type RollupScope, readAgreedRetentions, type Store, verifyUserDays } from '@stitchlog/store'
import type { RollupCommandConfig } from './config.ts'
import { defaultRollupSettings, rollUp, runRollup } from './roll-up.ts'

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

/** Does a full run, as the service does every hour, by the retentions that all services share. */
export async function runRollupOnce(store: Store, now: () => number): Promise<void> {
  const retentions = await readAgreedRetentions(store)
  await runRollup({ store, now, ...retentions, settings: defaultRollupSettings, reached: () => {} }, 'full')
}
