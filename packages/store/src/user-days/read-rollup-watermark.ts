import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'

/**
 * What is stored up to this instant is in the rollups: when the last finished run began, in epoch milliseconds; undefined if there is none. A run with a
 * start in the future had a wrong clock and is ignored.
 */
export async function readRollupWatermark({ queries }: Pick<Store, 'queries'>, now: number): Promise<number | undefined> {
  const [row] = await queries.selectRows<[startedAt: number | null]>(`
      SELECT toUnixTimestamp64Milli(maxOrNull(started_at))
      FROM rollup_runs
      WHERE event = 'finished' AND started_at <= ${sqlInstant(now)}`)
  return row?.[0] ?? undefined
}
