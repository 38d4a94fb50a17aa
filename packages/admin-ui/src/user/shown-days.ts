import type { Day, DaysAnswer } from '../api/answers.ts'
import { addDays } from '../format/date-time.ts'
import { knownZoneOf, missingDates, type Unrecorded, unrecordedOf } from '../format/unrecorded.ts'
import { weekStart } from '../format/weeks.ts'

/** Dates without activity that are not on record, or not wholly. */
export type MissingDates = ReturnType<typeof missingDates>[number]

/** The subtotals of a week, as far as it lies within the shown dates. */
export interface Week {
  readonly week: string
  readonly from: string
  readonly to: string
  readonly activeDays: number
  readonly durationMs: number
  readonly activeDurationMs: number
}

/** An answer with what follows from it and from when it came: found once, since it takes longer than to draw it. */
export interface ShownDays extends DaysAnswer {
  /** When it was read, in epoch milliseconds. */
  readonly readAt: number
  /** Of the dates: the user's, if the browser knows it. */
  readonly timeZone: string
  readonly unrecorded: readonly Unrecorded[]
  /** Days and dates that are not on record, newest first. */
  readonly rows: readonly (Day | MissingDates)[]
}

/** @param readAt epoch milliseconds */
export function shownDays(answer: DaysAnswer, viewerTimeZone: string | undefined, readAt: number): ShownDays {
  const { days } = answer
  const timeZone = knownZoneOf([...days.flatMap(({ timeZones }) => timeZones), viewerTimeZone])
  const unrecorded = unrecordedOf(answer, timeZone, readAt)
  const missing = missingDates(unrecorded, new Set(days.map(({ date }) => date)))
  return { ...answer, readAt, timeZone, unrecorded, rows: [...days, ...missing].sort((a, b) => (lastDateOf(a) < lastDateOf(b) ? 1 : -1)) }
}

/** The rows with the subtotals of each week before its days, where the dates are those of several weeks. */
export function withWeeks({ from, to, days, rows }: ShownDays, locale: string): (Day | MissingDates | Week)[] {
  if (weekStart(from, locale) === weekStart(to, locale)) return [...rows]
  const weeks = new Map<string, Week>()
  for (const { date, durationMs, activeDurationMs } of days) {
    const week = weekStart(date, locale)
    const last = addDays(week, 6)
    const known = weeks.get(week) ?? {
      week,
      from: week < from ? from : week,
      to: last > to ? to : last,
      activeDays: 0,
      durationMs: 0,
      activeDurationMs: 0,
    }
    weeks.set(week, {
      ...known,
      activeDays: known.activeDays + 1,
      durationMs: known.durationMs + durationMs,
      activeDurationMs: known.activeDurationMs + activeDurationMs,
    })
  }
  return rows.flatMap((row) => {
    const week = weekStart(lastDateOf(row), locale)
    const subtotals = weeks.get(week)
    weeks.delete(week)
    return subtotals === undefined ? [row] : [subtotals, row]
  })
}

export const isMissing = (row: Day | MissingDates): row is MissingDates => 'isWhole' in row

export const isWeek = (row: Day | MissingDates | Week): row is Week => 'week' in row

const lastDateOf = (row: Day | MissingDates) => (isMissing(row) ? row.to : row.date)
