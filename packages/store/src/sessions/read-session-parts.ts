import type { SessionPart } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { selectSessionParts } from './session-rows.ts'
import { userReadSettings } from './user-read-settings.ts'

/** Dates as `YYYY-MM-DD`, both inclusive. */
export interface DateRange {
  readonly from: string
  readonly to: string
}

/** Reads one user's session parts in a range of dates, sorted by date, start, device and time zone. An unknown user has none. */
export function readSessionParts(store: Store, networkId: string, userId: string, range: DateRange): Promise<SessionPart[]> {
  const settings = userReadSettings(networkId, userId, spanDatesFor(range))
  return selectSessionParts(store, `local_date BETWEEN '${range.from}' AND '${range.to}'`, settings)
}

/**
 * The condition on spans for a range of dates. A part depends on the spans of its own date and of the existing dates before and after it. The nearest
 * existing date may be two calendar dates away (Apia had no 2011-12-30).
 */
export function spanDatesFor({ from, to }: DateRange): string {
  return `local_date BETWEEN toDate32('${from}') - 2 AND toDate32('${to}') + 2`
}
