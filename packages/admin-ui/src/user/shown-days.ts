import type { Day, DaysAnswer } from '../api/answers.ts'
import { knownZoneOf, missingDates, type Unrecorded, unrecordedOf } from '../format/unrecorded.ts'

/** Dates without activity that are not on record, or not wholly. */
export type MissingDates = ReturnType<typeof missingDates>[number]

/** An answer with what follows from it and from when it came: found once, since it takes longer than to draw it. */
export interface ShownDays extends DaysAnswer {
  /** Of the dates: the user's, if the browser knows it. */
  readonly timeZone: string
  readonly unrecorded: readonly Unrecorded[]
  /** Days and dates that are not on record, newest first. */
  readonly rows: readonly (Day | MissingDates)[]
}

/** @param now epoch milliseconds */
export function shownDays(answer: DaysAnswer, viewerTimeZone: string | undefined, now: number): ShownDays {
  const { days } = answer
  const timeZone = knownZoneOf([...days.flatMap(({ timeZones }) => timeZones), viewerTimeZone])
  const unrecorded = unrecordedOf(answer, timeZone, now)
  const missing = missingDates(unrecorded, new Set(days.map(({ date }) => date)))
  return { ...answer, timeZone, unrecorded, rows: [...days, ...missing].sort((a, b) => (lastDateOf(a) < lastDateOf(b) ? 1 : -1)) }
}

export const isMissing = (row: Day | MissingDates): row is MissingDates => 'isWhole' in row

const lastDateOf = (row: Day | MissingDates) => (isMissing(row) ? row.to : row.date)
