import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'

export interface PendingErasures {
  readonly count: number
  /** When the oldest of them was stored, in epoch milliseconds; undefined if there is none. */
  readonly oldestAt: number | undefined
}

/** Erasures that no full rollup has swept since they were stored: what they erase is unreadable, and may still be on the disk. */
export async function countPendingErasures({ queries }: Pick<Store, 'queries'>, now: number): Promise<PendingErasures> {
  const [row] = await queries.selectRows<[count: number, oldestAt: number | null]>(`
      SELECT count(DISTINCT change_id), toUnixTimestamp64Milli(minOrNull(inserted_at))
      FROM tracking_ledger
      WHERE change = 'erase' AND inserted_at > (
        SELECT max(started_at) FROM rollup_runs WHERE kind = 'full' AND event = 'finished' AND started_at <= ${sqlInstant(now)})`)
  return { count: row?.[0] ?? 0, oldestAt: row?.[1] ?? undefined }
}
