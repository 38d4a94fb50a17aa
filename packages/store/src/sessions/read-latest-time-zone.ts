import type { TimeZone } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import { storedTimeZone } from './stored-time-zone.ts'

/** The time zone in which a user was last seen, and when. */
export interface LatestTimeZone {
  readonly zone: TimeZone
  /** Epoch milliseconds. */
  readonly at: number
  /** The last date with activity in any zone. It may not have begun yet in this zone, if activity was further east. */
  readonly lastDate: string
}

/** A date in one zone may begin a day after the previous date ends in another. */
const zonesApartMs = 2 * 86_400_000

/**
 * The time zone of a user's latest point that is neither erased nor before `cutoff`; undefined if there is none. Of several zones at one instant, the
 * first by name. Reads the spans directly, because planning the view would take most of the time. Erased spans are left out, as in the view.
 *
 * @param recentDate where to search first: most users were seen recently, and each month that is searched costs time
 */
export async function readLatestTimeZone(
  store: Store,
  networkId: string,
  userId: string,
  recentDate?: string,
  cutoff = 0,
): Promise<LatestTimeZone | undefined> {
  const user = `network_id = ${sqlText(networkId)} AND user_id = ${sqlText(userId)} AND ended_at >= ${sqlInstant(Math.max(0, cutoff))}`
  if (recentDate !== undefined) {
    const recent = await selectLatest(store, networkId, userId, `${user} AND local_date >= '${recentDate}'`)
    if (recent !== undefined && recent.at >= Date.parse(recentDate) + zonesApartMs) return recent
  }
  return await selectLatest(store, networkId, userId, user)
}

async function selectLatest({ queries }: Store, networkId: string, userId: string, where: string): Promise<LatestTimeZone | undefined> {
  const [row] = await queries.selectRows<[timeZone: string, at: number, lastDate: string]>(
    `
      SELECT time_zone, toUnixTimestamp64Milli(max(ended_at)) AS latest, toString(max(max(local_date)) OVER ())
      FROM session_spans
      WHERE ${where}
        AND started_at > ifNull(
          (
            SELECT maxOrNull(at)
            FROM tracking_ledger
            WHERE network_id = ${sqlText(networkId)} AND change = 'erase' AND user_id IN (${sqlText(userId)}, unhex(''))
          ),
          toDateTime64('1969-12-31 23:59:59.999', 3, 'UTC'))
      GROUP BY time_zone
      ORDER BY latest DESC, time_zone
      LIMIT 1`,
    { settings: ['max_threads = 1'] },
  )
  if (row === undefined) return undefined
  const [name, at, lastDate] = row
  const zone = storedTimeZone(name)
  return { zone, at, lastDate }
}
