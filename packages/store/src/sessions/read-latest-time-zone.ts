import type { TimeZone } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import { storedTimeZone } from './stored-time-zone.ts'

/** Where a user was last seen, and when. */
export interface LatestTimeZone {
  readonly zone: TimeZone
  /** Epoch milliseconds. */
  readonly at: number
  /** The last date with activity in whichever zone; one further east may have begun it before this one has. */
  readonly lastDate: string
}

/** A date in one zone may begin a day after the date before it ends in another. */
const zonesApartMs = 2 * 86_400_000

/**
 * The time zone of a user's latest point that is not erased, nor before `cutoff`; undefined for a user without one. Of several zones at one instant the first by
 * name. Reads the spans themselves, since planning the view would take most of the time; what it leaves out as erased is left out here too.
 *
 * @param recentDate from where on to look first: most users were seen lately, and each month that is looked at costs time
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
