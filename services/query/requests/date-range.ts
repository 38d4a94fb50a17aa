import { maxRangeDays } from '@stitchlog/contracts'
import { HttpProblem } from '@stitchlog/http-kit'
import type { DateRange } from '@stitchlog/store'
import { addDays, daysFrom } from './calendar-date.ts'

/** How many dates are shown if no range is requested. */
const defaultDays = 14

/**
 * The range of dates of a request, both inclusive. By default it is the two weeks up to `to`, and `to` is `lastDate`.
 *
 * @param lastDate today, or the last date with activity if that is later; called only if the range depends on it
 * @throws HttpProblem `invalid-parameter`
 */
export async function resolveRange(
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  lastDate: () => Promise<string>,
): Promise<DateRange> {
  const to = asked.to ?? laterOf(asked.from, await lastDate())
  const from = asked.from ?? addDays(to, 1 - defaultDays)
  const days = daysFrom(from, to)
  if (days < 0) throw new HttpProblem('invalid-parameter', 'from: a date that is not after to')
  if (days > maxRangeDays) throw new HttpProblem('invalid-parameter', `from: at most ${maxRangeDays} days before to`)
  return { from, to }
}

const laterOf = (from: string | undefined, lastDate: string) => (from !== undefined && from > lastDate ? from : lastDate)

/** Splits the range into consecutive pieces of at most this many dates, oldest first. */
export function* datePages({ from, to }: DateRange, datesPerPage: number): Generator<DateRange> {
  for (let first = from; first <= to; first = addDays(first, datesPerPage)) {
    const last = addDays(first, datesPerPage - 1)
    yield { from: first, to: last < to ? last : to }
  }
}
