import { type Device, perDevice } from '@stitchlog/contracts'
import { type DayTotals, dayTotalsOf } from './day-totals.ts'
import { localDayAt } from './local-day.ts'
import type { SessionPart } from './sessions-cut-at-midnight.ts'

/** The totals of one date of one user. */
export interface DaySummary extends DayTotals {
  /** `YYYY-MM-DD` */
  readonly date: string
  readonly devices: Readonly<Record<Device, Pick<DayTotals, 'sessionCount' | 'durationMs'>>>
  /** Sorted by name. */
  readonly timeZones: string[]
  /** Whether the date is not over yet in at least one of its zones. */
  readonly provisional: boolean
}

/** Summarises session parts of one user by day, newest first. For each date, `parts` must contain all parts or none. */
export function daySummaries(parts: readonly SessionPart[], now: number): DaySummary[] {
  return [...Map.groupBy(parts, ({ date }) => date)].map(([date, ofDate]) => summaryOf(date, ofDate, now)).sort((a, b) => (a.date < b.date ? 1 : -1))
}

function summaryOf(date: string, parts: readonly SessionPart[], now: number): DaySummary {
  return {
    date,
    ...dayTotalsOf(parts),
    devices: perDevice((device) => deviceTotals(parts, device)),
    timeZones: [...new Set(parts.map(({ zone }) => zone.name))].sort(),
    provisional: parts.some(({ zone, startedAt }) => now < localDayAt(zone, startedAt).endsAt),
  }
}

function deviceTotals(parts: readonly SessionPart[], device: Device): DaySummary['devices'][Device] {
  const { sessionCount, durationMs } = dayTotalsOf(parts.filter((part) => part.device === device))
  return { sessionCount, durationMs }
}
