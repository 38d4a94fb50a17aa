import type { Device } from '@stitchlog/contracts'
import type { LocalDay, SessionPart, Span } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import type { RowBytes } from '../sql/row-bytes.ts'
import { instantField } from '../sql/tab-separated.ts'
import { storedTimeZone } from './stored-time-zone.ts'

// The stored columns of spans and the columns read from sessions stand side by side, because a field of one is a field of the other.

/** The columns of `session_spans` in the order of `addSpanRow`. */
export const spanColumns = [
  'network_id',
  'user_id',
  'local_date',
  'device',
  'time_zone',
  'period_start',
  'started_at',
  'ended_at',
  'day_start',
  'day_end',
  'timeout_ms',
]

/** Adds the row of a span. */
export function addSpanRow(rows: RowBytes, { networkId, userId, device, zone, periodStart, timeoutMs, day, startedAt, endedAt }: Span): void {
  rows.text(networkId, '\t')
  rows.text(userId, '\t')
  rows.text(day.date, '\t')
  rows.text(device, '\t')
  rows.text(zone.name, '\t')
  rows.instant(periodStart, '\t')
  rows.instant(startedAt, '\t')
  rows.instant(endedAt, '\t')
  rows.text(boundsOf(day), '\t')
  rows.text(String(timeoutMs), '\n')
}

const bounds = new WeakMap<LocalDay, string>()

/** Many spans share a day. */
function boundsOf(day: LocalDay): string {
  let text = bounds.get(day)
  if (text === undefined) {
    text = `${instantField(day.startsAt)}\t${instantField(day.endsAt)}`
    bounds.set(day, text)
  }
  return text
}

type Row = [
  networkId: string,
  userId: string,
  date: string,
  device: Device,
  timeZone: string,
  startedAt: number,
  endedAt: number,
  continuesFromPreviousDay: 0 | 1,
  continuesOnNextDay: 0 | 1,
]

/**
 * Reads from the view `sessions`, sorted by network, user, date, start, device and time zone; texts by code point.
 *
 * @param where SQL
 * @param settings entries of a SETTINGS clause
 * @param limit rows at most
 */
export async function selectSessionParts({ queries }: Store, where: string, settings: readonly string[], limit?: number): Promise<SessionPart[]> {
  const rows = await queries.selectRows<Row>(
    `
      SELECT network_id, user_id, local_date, device, time_zone,
        toUnixTimestamp64Milli(started_at), toUnixTimestamp64Milli(ended_at), continues_from_previous_day, continues_on_next_day
      FROM sessions
      WHERE ${where}
      ORDER BY network_id, user_id, local_date, started_at, device, time_zone, ended_at
      ${limit === undefined ? '' : `LIMIT ${limit}`}`,
    { settings },
  )
  return rows.map(partOf)
}

function partOf([networkId, userId, date, device, timeZone, startedAt, endedAt, fromPrevious, onNext]: Row): SessionPart {
  const zone = storedTimeZone(timeZone)
  const continues = { continuesFromPreviousDay: fromPrevious === 1, continuesOnNextDay: onNext === 1 }
  return { networkId, userId, date, device, zone, startedAt, endedAt, ...continues }
}
