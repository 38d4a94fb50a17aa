import type { Device } from '@stitchlog/contracts'
import type { SessionPart } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { storedTimeZone } from './stored-time-zone.ts'

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
 */
export async function selectSessionParts({ queries }: Store, where: string, settings: readonly string[]): Promise<SessionPart[]> {
  const rows = await queries.selectRows<Row>(
    `
      SELECT network_id, user_id, local_date, device, time_zone,
        toUnixTimestamp64Milli(started_at), toUnixTimestamp64Milli(ended_at), continues_from_previous_day, continues_on_next_day
      FROM sessions
      WHERE ${where}
      ORDER BY network_id, user_id, local_date, started_at, device, time_zone, ended_at`,
    { settings },
  )
  return rows.map(partOf)
}

function partOf([networkId, userId, date, device, timeZone, startedAt, endedAt, fromPrevious, onNext]: Row): SessionPart {
  const zone = storedTimeZone(timeZone)
  const continues = { continuesFromPreviousDay: fromPrevious === 1, continuesOnNextDay: onNext === 1 }
  return { networkId, userId, date, device, zone, startedAt, endedAt, ...continues }
}
