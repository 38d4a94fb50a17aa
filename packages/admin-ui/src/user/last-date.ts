import type { DaysAnswer } from '../api/answers.ts'
import { calendarDateOrNone } from '../format/date-time.ts'

interface Known {
  /** The last date as known so far. */
  readonly before: string | undefined
  /** Whether the dates of the response were chosen explicitly. */
  readonly isChosen: boolean
  readonly viewerTimeZone: string | undefined
}

/**
 * The last date that can be chosen for a user, or for all (without days): that of the default range, or until that was read, today in the user's zone. Dates that are shown can
 * always be chosen.
 */
export function lastDate({ to, days }: Pick<DaysAnswer, 'to' | 'days'>, { before, isChosen, viewerTimeZone }: Known): string {
  if (!isChosen) return to
  if (before !== undefined) return before > to ? before : to
  const zones = days.length === 0 ? [viewerTimeZone] : days.flatMap(({ timeZones }) => timeZones)
  const todays = [...new Set(zones)].map((zone) => calendarDateOrNone(new Date(), zone))
  return [to, ...todays].sort().at(-1) ?? to
}
