import type { DaysAnswer } from '../api/answers.ts'
import { addDays, calendarDate, calendarDateOrNone, formatDates, formatOf } from './date-time.ts'
import { type LocalDay, localDayOf } from './local-day.ts'

/** A time of which nothing is on record, so that nobody takes it for a time without activity. */
export interface Unrecorded {
  /** Epoch milliseconds. */
  readonly startsAt: number
  readonly endsAt: number
  readonly from: PlaceInDay
  readonly to: PlaceInDay
}

interface PlaceInDay {
  readonly date: string
  /** From 0 at the day's start to 1 at its end, or to 1 now if the day is not over. */
  readonly share: number
  /** The same of the whole day, also if it is not over. */
  readonly shareOfAll: number
}

type Recorded = Pick<DaysAnswer, 'from' | 'to' | 'recorded'>

/** The first of some zones that the browser knows; UTC if there is none. */
export const knownZoneOf = (timeZones: readonly (string | undefined)[]): string =>
  timeZones.find((timeZone) => timeZone !== undefined && calendarDateOrNone(new Date(), timeZone) !== '') ?? 'UTC'

/**
 * Of the dates of an answer, all that was not recorded until now, oldest first.
 *
 * @param timeZone of the dates; one that the browser knows
 */
export function unrecordedOf({ from, to, recorded }: Recorded, timeZone: string, now: number): Unrecorded[] {
  const begin = localDayOf(from, timeZone)?.startsAt ?? Date.parse(from)
  const end = Math.min(localDayOf(to, timeZone)?.endsAt ?? Date.parse(addDays(to, 1)), now)
  const found: Unrecorded[] = []
  let at = begin
  const add = (until: number) => {
    if (until > at) found.push({ startsAt: at, endsAt: until, from: placeOf(at, timeZone, now), to: placeOf(until, timeZone, now, 1) })
  }
  for (const stretch of recorded) {
    add(Math.min(Date.parse(stretch.from), end))
    at = Math.max(at, stretch.to === null ? end : Date.parse(stretch.to))
  }
  add(end)
  return found
}

/** @param before 1 for an end, whose day is that of the instant before it */
function placeOf(instant: number, timeZone: string, now: number, before = 0): PlaceInDay {
  const date = calendarDate(new Date(instant - before), timeZone)
  const { startsAt, endsAt }: Pick<LocalDay, 'startsAt' | 'endsAt'> = localDayOf(date, timeZone) ?? { startsAt: instant, endsAt: instant + 1 }
  const shareOfAll = (instant - startsAt) / (endsAt - startsAt)
  return { date, shareOfAll, share: instant >= Math.min(endsAt, now) ? 1 : shareOfAll }
}

/** How much of a date is not on record: `none` of it is missing, a part, or all of it until now. */
export function missingOf(date: string, unrecorded: readonly Unrecorded[]): 'none' | 'part' | 'all' {
  const touching = unrecorded.filter(({ from, to }) => from.date <= date && date <= to.date)
  if (touching.length === 0) return 'none'
  const isWhole = touching.some(({ from, to }) => (from.date < date || from.share === 0) && (date < to.date || to.share === 1))
  return isWhole ? 'all' : 'part'
}

/** Dates without activity that are not on record, wholly (consecutive ones together) or in part; newest first. */
export function missingDates(
  unrecorded: readonly Unrecorded[],
  active: ReadonlySet<string>,
): { readonly from: string; readonly to: string; readonly isWhole: boolean }[] {
  const found: { from: string; to: string; isWhole: boolean }[] = []
  for (const { from, to } of unrecorded) {
    for (let date = from.date; date <= to.date; date = addDays(date, 1)) {
      const last = found.at(-1)
      if (active.has(date) || (last !== undefined && last.to >= date)) continue
      const isWhole = missingOf(date, unrecorded) === 'all'
      if (isWhole && last?.isWhole === true && addDays(last.to, 1) === date) last.to = date
      else found.push({ from: date, to: date, isWhole })
    }
  }
  return found.reverse()
}

/** `1 – 9 November 2026`, or with the times where it does not begin and end with a day. */
export function formatUnrecorded({ from, to, startsAt, endsAt }: Unrecorded, locale: string, timeZone: string): string {
  if (from.share === 0 && to.share === 1) return formatDates(from.date, to.date, locale)
  return formatOf(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).formatRange(startsAt, endsAt)
}
