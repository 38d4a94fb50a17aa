import { localDayAt, type TimeZone } from '@stitchlog/timeline'

const dayMs = 86_400_000

/** The calendar date this many days later, `YYYY-MM-DD`, independent of time zones. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10)
}

/** How many days later `to` is. */
export function daysFrom(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs
}

/** The first instant of a date in a zone, or of the next date that exists there; epoch milliseconds. */
export function startOfDate(date: string, zone: TimeZone): number {
  // No clock is a whole day ahead of UTC.
  let day = localDayAt(zone, Date.parse(date) - dayMs)
  while (day.date < date) day = localDayAt(zone, day.endsAt)
  return day.startsAt
}
