import { maxRangeDays } from '@stitchlog/contracts'
import { HttpProblem } from '@stitchlog/http-kit'
import type { DateRange } from '@stitchlog/store'
import { addDays, daysFrom } from './calendar-date.ts'

/** How many dates are shown where no range is asked for. */
const defaultDays = 14

/**
 * The dates that a request means, both inclusive: the last two weeks up to `to`, which is `lastDate` where nothing else is said.
 *
 * @param lastDate today, or the last date with activity where that is later; asked only where the range depends on it
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

/** The range in consecutive pieces of at most so many dates, oldest first. */
export function* datePages({ from, to }: DateRange, datesPerPage: number): Generator<DateRange> {
  for (let first = from; first <= to; first = addDays(first, datesPerPage)) {
    const last = addDays(first, datesPerPage - 1)
    yield { from: first, to: last < to ? last : to }
  }
}
