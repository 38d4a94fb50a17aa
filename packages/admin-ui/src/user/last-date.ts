import type { DaysAnswer } from '../api/answers.ts'
import { calendarDateOrNone } from '../format/date-time.ts'

interface Known {
  /** As far as it is known by now. */
  readonly before: string | undefined
  /** Whether the dates of the answer were asked for by name. */
  readonly isChosen: boolean
  readonly viewerTimeZone: string | undefined
}

/**
 * The last date of a user that can be chosen: that of the usual range; until that was read, today where the user was. Whatever is shown can be
 * chosen too.
 */
export function lastDate({ to, days }: DaysAnswer, { before, isChosen, viewerTimeZone }: Known): string {
  if (!isChosen) return to
  if (before !== undefined) return before > to ? before : to
  const zones = days.length === 0 ? [viewerTimeZone] : days.flatMap(({ timeZones }) => timeZones)
  const todays = [...new Set(zones)].map((zone) => calendarDateOrNone(new Date(), zone))
  return [to, ...todays].sort().at(-1) ?? to
}
