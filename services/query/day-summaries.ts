import type { DaysAnswer } from '@stitchlog/contracts'
import { dayTotalsOf, localDayAt, type SessionPart } from '@stitchlog/timeline'

type Day = DaysAnswer['days'][number]

/** The days that session parts of one user make, newest first. The parts of a date are all there or none. */
export function daySummaries(parts: readonly SessionPart[], now: number): Day[] {
  return [...Map.groupBy(parts, ({ date }) => date)].map(([date, ofDate]) => summaryOf(date, ofDate, now)).sort((a, b) => (a.date < b.date ? 1 : -1))
}

function summaryOf(date: string, parts: readonly SessionPart[], now: number): Day {
  return {
    date,
    ...dayTotalsOf(parts),
    devices: { mobile: deviceTotals(parts, 'mobile'), web: deviceTotals(parts, 'web') },
    timeZones: [...new Set(parts.map(({ zone }) => zone.name))].sort(),
    provisional: parts.some(({ zone, startedAt }) => now < localDayAt(zone, startedAt).endsAt),
  }
}

function deviceTotals(parts: readonly SessionPart[], device: SessionPart['device']): Day['devices'][typeof device] {
  const { sessionCount, durationMs } = dayTotalsOf(parts.filter((part) => part.device === device))
  return { sessionCount, durationMs }
}
