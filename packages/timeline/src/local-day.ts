import type { TimeZone } from './time-zone.ts'
import { offsetPieces, utcOffsetMs } from './utc-offset.ts'

const dayMs = 86_400_000

/**
 * A date in a time zone as one unbroken interval, [startsAt, endsAt). It starts at the first instant at which clocks show that date, even if
 * they go back over midnight afterwards. It ends where the next existing date starts. A date that the zone skipped has no day.
 */
export interface LocalDay {
  /** `YYYY-MM-DD` */
  readonly date: string
  /** The same as a number of days since 1970-01-01. */
  readonly dayNumber: number
  readonly startsAt: number
  readonly endsAt: number
}

/** A cache of the local days that overlap a UTC day, by zone and day. Bounded, because clients may report any instant in any zone. */
const daysOfUtcDays = new Map<TimeZone, Map<number, readonly LocalDay[]>>()
const maxCachedUtcDays = 200_000
let cachedUtcDays = 0

/** The day of an instant: the greatest date whose start is not after the instant. */
export function localDayAt(zone: TimeZone, instant: number): LocalDay {
  const utcDay = Math.floor(instant / dayMs)
  for (const day of daysOfUtcDay(zone, utcDay)) if (instant < day.endsAt) return day
  throw new Error(`no local day in ${zone.name} at ${instant}`)
}

function daysOfUtcDay(zone: TimeZone, utcDay: number): readonly LocalDay[] {
  let ofZone = daysOfUtcDays.get(zone)
  const known = ofZone?.get(utcDay)
  if (known !== undefined) return known
  if (cachedUtcDays >= maxCachedUtcDays) {
    daysOfUtcDays.clear()
    cachedUtcDays = 0
    ofZone = undefined
  }
  if (ofZone === undefined) {
    ofZone = new Map()
    daysOfUtcDays.set(zone, ofZone)
  }
  const days = [findLocalDayAt(zone, utcDay * dayMs)]
  for (let last = days[0]; last !== undefined && last.endsAt < (utcDay + 1) * dayMs; ) {
    last = findLocalDayAt(zone, last.endsAt)
    days.push(last)
  }
  ofZone.set(utcDay, days)
  cachedUtcDays++
  return days
}

function findLocalDayAt(zone: TimeZone, instant: number): LocalDay {
  // After clocks went back over midnight they show the previous date, so begin one date later. A date that has not started yet has a later start.
  let dayNumber = Math.floor((instant + utcOffsetMs(zone, instant)) / dayMs) + 1
  let startsAt = firstInstantOf(zone, dayNumber)
  while (startsAt > instant) startsAt = firstInstantOf(zone, --dayNumber)
  const date = new Date(dayNumber * dayMs).toISOString().slice(0, 10)
  return { date, dayNumber, startsAt, endsAt: firstInstantOf(zone, dayNumber + 1) }
}

/** The first instant at which clocks show this date or a later one. */
function firstInstantOf(zone: TimeZone, dayNumber: number): number {
  const midnight = dayNumber * dayMs
  // No clock is a whole day from UTC.
  const pieces = offsetPieces(zone, midnight - dayMs, midnight + dayMs)
  for (const [index, { startsAt, offsetMs }] of pieces.entries()) {
    const reachedAt = Math.max(startsAt, midnight - offsetMs)
    if (reachedAt < (pieces[index + 1]?.startsAt ?? Number.POSITIVE_INFINITY)) return reachedAt
  }
  throw new Error(`${zone.name} never reaches day ${dayNumber}`)
}
