import type { SessionPart } from '@stitchlog/timeline'
import { selectSessionParts } from './session-rows.ts'
import { sqlText, tableFilters } from './sql-text.ts'
import type { Store } from './store.ts'

/** Dates as `YYYY-MM-DD`, both inclusive. */
export interface DateRange {
  readonly from: string
  readonly to: string
}

/** One user's session parts on a range of dates, sorted by date, start, device and time zone. An unknown user has none. */
export function readSessionParts(store: Store, networkId: string, userId: string, range: DateRange): Promise<SessionPart[]> {
  const user = `network_id = ${sqlText(networkId)} AND user_id = ${sqlText(userId)}`
  const filters = {
    session_spans: `${user} AND ${spanDatesFor(range)}`,
    tracking_ledger: `network_id = ${sqlText(networkId)} AND user_id IN (${sqlText(userId)}, unhex(''))`,
  }
  // More threads only lengthen the planning of so small a read.
  return selectSessionParts(store, `${user} AND local_date BETWEEN '${range.from}' AND '${range.to}'`, [tableFilters(filters), 'max_threads = 1'])
}

/**
 * The condition on spans for a range of dates. A part depends on the spans of its own date and of the existing dates beside it; the nearest
 * existing date may be two calendar dates away (Apia had no 2011-12-30).
 */
export function spanDatesFor({ from, to }: DateRange): string {
  return `local_date BETWEEN toDate32('${from}') - 2 AND toDate32('${to}') + 2`
}
