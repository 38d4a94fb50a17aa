import type { Device, TrackingChange } from '@stitchlog/contracts'
import { foldLedger, retentionMsAt, type TrackingPeriod, timeoutsOf, trackingPeriodAt } from './ledger.ts'

const dayMs = 86_400_000

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

/** @param changes the ledger of one network, possibly empty; of several switches at one instant the last counts */
export function trackingStateOf(changes: readonly TrackingChange[], instant: number): TrackingState {
  const [network] = foldLedger(changes).values()
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
  let flip: number | null = null
  let lastEnd: number | undefined
  for (const { startsAt, endsAt } of periods) {
    if (startsAt > instant) break
    // A period that only changes the timeouts follows the previous one without a break: tracking was on already.
    if (startsAt !== lastEnd) flip = startsAt
    lastEnd = endsAt
  }
  return lastEnd !== undefined && lastEnd <= instant ? lastEnd : flip
}
