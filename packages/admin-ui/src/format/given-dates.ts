import type { Dates } from '../api/activity-api.ts'
import { countDates } from './date-time.ts'

export const mostDates = 1000

/** The given dates, if they are valid and can be shown. */
export function givenDates(from: string, to: string): Dates | undefined {
  return isDate(from) && isDate(to) && from <= to && countDates(from, to) <= mostDates ? { from, to } : undefined
}

function isDate(text: string): boolean {
  return /^(19[7-9]|20\d)\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
}

/** Whether two choices of dates are the same; undefined is the usual range. */
export const areSameDates = (one: Dates | undefined, other: Dates | undefined): boolean => one?.from === other?.from && one?.to === other?.to

/** The days that an address names as opened, as `2026-11-24,2026-11-25`. */
export const givenOpenDates = (open: string): ReadonlySet<string> => new Set(open.split(',').filter(isDate))
