import type { DaysAnswer } from '@stitchlog/contracts'
import type { DateRange } from '@stitchlog/store'
import { erasedUntil, formatUtc, type NetworkLedger, recordedSince, recordedStretches, trackingPeriodAt } from '@stitchlog/timeline'
import { addDays } from './calendar-date.ts'

interface Read {
  readonly network: NetworkLedger | undefined
  /** undefined: the whole network. */
  readonly userId?: string
  readonly range: DateRange
  /** Nothing before may be shown. */
  readonly cutoff: number
  readonly now: number
}

/** What an answer says about when activity could be recorded. To be called for a person only once the look is in the access log. */
export function recordedOf({ network, userId, range, cutoff, now }: Read): Pick<DaysAnswer, 'recorded' | 'recordedSince'> {
  const erased = network === undefined ? 0 : userId === undefined ? network.networkErasedUntil : erasedUntil(network, userId)
  const readableFrom = Math.max(cutoff, erased + 1)
  // No clock is more than a day ahead of UTC, or behind it.
  const within = { from: Date.parse(addDays(range.from, -1)), until: Math.min(Date.parse(addDays(range.to, 2)), now) }
  const since = recordedSince(network, now, readableFrom)
  const isOn = network !== undefined && trackingPeriodAt(network, now) !== undefined
  return {
    recorded: recordedStretches(network, within, readableFrom).map(({ from, until }) => ({
      from: formatUtc(from),
      to: isOn && until === now ? null : formatUtc(until),
    })),
    recordedSince: since === undefined ? null : formatUtc(since),
  }
}
