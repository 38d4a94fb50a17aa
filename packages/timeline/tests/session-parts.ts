import { localDayAt } from '../src/local-day.ts'
import type { SessionPart } from '../src/sessions-cut-at-midnight.ts'
import { findTimeZone, type TimeZone } from '../src/time-zone.ts'

export function zoneOf(name: string): TimeZone {
  const zone = findTimeZone(name)
  if (zone === undefined) throw new Error(`${name} is no time zone`)
  return zone
}

/** A session part of Anna on her phone in Amsterdam, with the test's own changes; instants as ISO 8601. */
export function partOf(startedAt: string, endedAt: string, changes: Partial<Omit<SessionPart, 'zone'>> & { zone?: string } = {}): SessionPart {
  const zone = zoneOf(changes.zone ?? 'Europe/Amsterdam')
  const start = Date.parse(startedAt)
  return {
    networkId: 'acme',
    userId: 'anna',
    date: localDayAt(zone, start).date,
    device: 'mobile',
    startedAt: start,
    endedAt: Date.parse(endedAt),
    continuesFromPreviousDay: false,
    continuesOnNextDay: false,
    ...changes,
    zone,
  }
}
