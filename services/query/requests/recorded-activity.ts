import type { DaysAnswer } from '@stitchlog/contracts'
import type { DateRange } from '@stitchlog/store'
import {
  erasedUntil,
  formatUtc,
  type NetworkLedger,
  recordedSince,
  recordedStretches,
  type Stretch,
  type TimeZone,
  trackingPeriodAt,
} from '@stitchlog/timeline'
import { addDays, startOfDate } from './calendar-date.ts'

/** Whose record is asked for, of which dates. */
export interface RecordRead {
  readonly network: NetworkLedger | undefined
  /** undefined: the whole network. */
  readonly userId?: string
  readonly range: DateRange
  /** Nothing before may be shown. */
  readonly cutoff: number
  readonly now: number
}

/** What an answer says about when activity could be recorded. To be called for a person only once the look is in the access log. */
export function recordedOf(read: RecordRead): Pick<DaysAnswer, 'recorded' | 'recordedSince'> {
  const { network, now } = read
  const isOn = network !== undefined && trackingPeriodAt(network, now) !== undefined
  return {
    recorded: readableStretches(read).map(({ from, until }) => ({
      from: formatUtc(from),
      to: isOn && until === now ? null : formatUtc(until),
    })),
    recordedSince: recordedSinceOf(read),
  }
}

/**
 * The rest of the dates until now, of which nothing is on record, in order.
 *
 * @param zone by whose clock the dates begin and end
 */
export function unrecordedIn(read: RecordRead, zone: TimeZone): Stretch[] {
  const { range, now } = read
  const until = Math.min(startOfDate(addDays(range.to, 1), zone), now)
  const found: Stretch[] = []
  let at = startOfDate(range.from, zone)
  const add = (end: number) => {
    if (end > at) found.push({ from: at, until: end })
  }
  for (const stretch of readableStretches(read)) {
    add(Math.min(stretch.from, until))
    at = Math.max(at, stretch.until)
  }
  add(until)
  return found
}

function readableStretches(read: RecordRead): Stretch[] {
  const { network, range, now } = read
  // No clock is more than a day ahead of UTC, or behind it.
  const within = { from: Date.parse(addDays(range.from, -1)), until: Math.min(Date.parse(addDays(range.to, 2)), now) }
  return recordedStretches(network, within, readableFrom(read))
}

/** Since when there is anything on record that may still be read, as answers say it; null if there is nothing. */
export function recordedSinceOf(read: Omit<RecordRead, 'range'>): string | null {
  const since = recordedSince(read.network, read.now, readableFrom(read))
  return since === undefined ? null : formatUtc(since)
}

function readableFrom({ network, userId, cutoff }: Omit<RecordRead, 'range'>): number {
  const erased = network === undefined ? 0 : userId === undefined ? network.networkErasedUntil : erasedUntil(network, userId)
  return Math.max(cutoff, erased + 1)
}
