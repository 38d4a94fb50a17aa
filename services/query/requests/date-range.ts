import { maxRangeDays } from '@stitchlog/contracts'
import { HttpProblem } from '@stitchlog/http-kit'
import type { DateRange } from '@stitchlog/store'
import { addDays, daysFrom } from './calendar-date.ts'

/** How many dates are shown if no range is requested. */
const defaultDays = 14

/** The dates of a request, as far as it names them. */
export interface AskedRange {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/**
 * The widest range that a request may mean, whoever it is about: no clock is more than a day ahead of UTC, or behind it. It is the exact range if the
 * request names `to`.
 *
 * @param now epoch milliseconds
 * @throws HttpProblem `invalid-parameter`, which depends on the request and the date in UTC only
 */
export function widestRange(asked: AskedRange, now: number): DateRange {
  const today = new Date(now).toISOString().slice(0, 10)
  const to = asked.to ?? laterOf(asked.from, addDays(today, 1))
  const from = asked.from ?? addDays(asked.to ?? addDays(today, -1), 1 - defaultDays)
  const days = daysFrom(from, to)
  if (days < 0) throw new HttpProblem('invalid-parameter', 'from: a date that is not after to')
  if (days > maxRangeDays) {
    const end = asked.to === undefined ? 'tomorrow (UTC) where there is no to' : 'to'
    throw new HttpProblem('invalid-parameter', `from: at most ${maxRangeDays} days before ${end}`)
  }
  return { from, to }
}

/**
 * The range of dates of a request, both inclusive. By default it is the two weeks up to `to`, and `to` is `lastDate`.
 *
 * @param lastDate today, or the last date with activity if that is later; called only if the range depends on it
 */
export async function resolveRange(asked: AskedRange, lastDate: () => Promise<string>): Promise<DateRange> {
  const to = asked.to ?? laterOf(asked.from, await lastDate())
  return { from: asked.from ?? addDays(to, 1 - defaultDays), to }
}

const laterOf = (from: string | undefined, lastDate: string) => (from !== undefined && from > lastDate ? from : lastDate)

/** Splits the range into consecutive pieces of at most this many dates, oldest first. */
export function* datePages({ from, to }: DateRange, datesPerPage: number): Generator<DateRange> {
  for (let first = from; first <= to; first = addDays(first, datesPerPage)) {
    const last = addDays(first, datesPerPage - 1)
    yield { from: first, to: last < to ? last : to }
  }
}
