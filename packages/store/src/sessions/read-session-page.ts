import type { SessionPart } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import { spanDatesFor } from './read-session-parts.ts'
import { selectSessionParts } from './session-rows.ts'
import { userReadSettings } from './user-read-settings.ts'

/** The place of a part among those of its date. No two parts of a user's date have the same. */
export interface SessionPlace {
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly device: string
  readonly timeZone: string
}

export interface SessionPageAsked {
  readonly networkId: string
  readonly userId: string
  /** `YYYY-MM-DD` */
  readonly date: string
  /** Parts that ended before this instant are left out. */
  readonly cutoff: number
  /** The last part of the page before. */
  readonly after: SessionPlace | undefined
  readonly limit: number
}

/** Reads some of a user's session parts of one date, by start, device and time zone. Only these leave the database, however many there are. */
export function readSessionPage(store: Store, { networkId, userId, date, cutoff, after, limit }: SessionPageAsked): Promise<SessionPart[]> {
  const cutoffAt = sqlInstant(Math.max(0, cutoff))
  // As `clipToRetention`: a part that midnight cuts ended just before the instant that is shown as its end.
  const isShown = `(ended_at > ${cutoffAt} OR (ended_at = ${cutoffAt} AND continues_on_next_day = 0))`
  const where = `local_date = '${date}' AND ${isShown}${after === undefined ? '' : ` AND ${isAfter(after)}`}`
  return selectSessionParts(store, where, userReadSettings(networkId, userId, spanDatesFor({ from: date, to: date })), limit)
}

/** In the order of the result: devices have their order in the database, which is that of their names. */
function isAfter({ startedAt, device, timeZone }: SessionPlace): string {
  const [at, deviceText, zoneText] = [sqlInstant(startedAt), sqlText(device), sqlText(timeZone)]
  const isLater = `toString(device) > ${deviceText} OR (toString(device) = ${deviceText} AND time_zone > ${zoneText})`
  return `(started_at > ${at} OR (started_at = ${at} AND (${isLater})))`
}
