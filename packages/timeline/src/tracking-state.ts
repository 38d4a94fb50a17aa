import type { Device } from '@stitchlog/contracts'
import { dayMs, lastStarted, type NetworkLedger, retentionMsAt, type TrackingPeriod, timeoutsOf, trackingPeriodAt } from './ledger.ts'

/** The tracking state of a network at an instant. */
export interface TrackingState {
  readonly enabled: boolean
  /** When tracking was last switched from off to on, or from on to off; null before the first switch-on. */
  readonly since: number | null
  /** The timeouts of the open period, or the defaults. */
  readonly timeoutMs: Readonly<Record<Device, number>>
  /** The network's own retention, if it has one. */
  readonly retentionDays: number | undefined
}

/** @param network the folded ledger of one network; undefined if it has no changes */
export function trackingStateOf(network: NetworkLedger | undefined, instant: number): TrackingState {
  if (network === undefined) return { enabled: false, since: null, timeoutMs: timeoutsOf({}), retentionDays: undefined }
  const retentionMs = retentionMsAt(network, instant)
  const period = trackingPeriodAt(network, instant)
  return {
    enabled: period !== undefined,
    since: lastFlip(network.periods, instant),
    timeoutMs: period?.timeoutMs ?? timeoutsOf({}),
    retentionDays: retentionMs === undefined ? undefined : retentionMs / dayMs,
  }
}

function lastFlip(periods: readonly TrackingPeriod[], instant: number): number | null {
  let index = lastStarted(periods, instant)
  const last = periods[index]
  if (last === undefined) return null
  if (last.endsAt <= instant) return last.endsAt
  // A period that only changes the timeouts follows the previous one without a break: tracking was on already.
  while (periods[index - 1]?.endsAt === periods[index]?.startsAt) index--
  return periods[index]?.startsAt ?? null
}
