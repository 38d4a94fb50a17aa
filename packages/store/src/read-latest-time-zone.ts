import { findTimeZone, type TimeZone } from '@stitchlog/timeline'
import { sqlText } from './sql-text.ts'
import type { Store } from './store.ts'

/** Where a user was last seen, and when. */
export interface LatestTimeZone {
  readonly zone: TimeZone
  /** Epoch milliseconds. */
  readonly at: number
}

/**
 * The time zone of a user's latest point that is not erased; undefined for a user without one. Of several zones at one instant the first by
 * name. Reads the spans themselves, since planning the view would take most of the time; what it leaves out as erased is left out here too.
 */
export async function readLatestTimeZone({ queries }: Store, networkId: string, userId: string): Promise<LatestTimeZone | undefined> {
  const result = await queries.query({
    query: `
      SELECT time_zone, toUnixTimestamp64Milli(max(ended_at)) AS latest
      FROM session_spans
      WHERE network_id = ${sqlText(networkId)} AND user_id = ${sqlText(userId)}
        AND started_at > ifNull(
          (
            SELECT maxOrNull(at)
            FROM tracking_ledger
            WHERE network_id = ${sqlText(networkId)} AND change = 'erase' AND user_id IN (${sqlText(userId)}, unhex(''))
          ),
          toDateTime64('1969-12-31 23:59:59.999', 3, 'UTC'))
      GROUP BY time_zone
      ORDER BY latest DESC, time_zone
      LIMIT 1
      SETTINGS max_threads = 1, output_format_json_quote_64bit_integers = 0`,
    format: 'JSONCompactEachRow',
  })
  const [row] = await result.json<[timeZone: string, at: number]>()
  if (row === undefined) return undefined
  const [name, at] = row
  const zone = findTimeZone(name)
  if (zone === undefined) throw new Error(`stored time zone ${name} is unknown`)
  return { zone, at }
}
