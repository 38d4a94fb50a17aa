import type { AdmissionDropReason, Device } from '@stitchlog/contracts'
import { erasedUntil, type Ledger, trackingPeriodAt } from './ledger.ts'
import { retentionMsOf } from './retention.ts'
import type { TimeZone } from './time-zone.ts'

/** A client's clock may be this much ahead of the clock that received its event. */
const maxClockLeadMs = 60_000

/** A well-formed event whose zone is known. */
export interface ReceivedEvent {
  readonly networkId: string
  readonly userId: string
  readonly device: Device
  readonly zone: TimeZone
  readonly occurredAt: number
  readonly receivedAt: number
}

/** An admitted event: this user was active on this device at this instant, in this tracking period. */
export interface Point {
  readonly networkId: string
  readonly userId: string
  readonly device: Device
  readonly zone: TimeZone
  readonly at: number
  /** When the tracking period began for this user: at the switch-on, or just after the latest erasure since. */
  readonly periodStart: number
  /** The period's inactivity timeout for this device. */
  readonly timeoutMs: number
}

export type Admission =
  | { readonly outcome: 'admitted'; readonly point: Point }
  | { readonly outcome: 'dropped'; readonly reason: AdmissionDropReason }

const dropped = (reason: AdmissionDropReason): Admission => ({ outcome: 'dropped', reason })

/**
 * Decides on one event by the ledger alone: not by the order or time in which events come. The first reason that applies, in the order of
 * `dropReasons`, is the one given.
 *
 * @param defaultRetentionMs what counts as expired where the network had no retention of its own at receipt
 */
export function admit(event: ReceivedEvent, ledger: Ledger, defaultRetentionMs: number): Admission {
  const { networkId, userId, device, zone, receivedAt } = event
  if (event.occurredAt > receivedAt + maxClockLeadMs) return dropped('future')
  // A fast clock: it happened when it was received, so that nothing lies beyond a switch-off or an erasure.
  const at = Math.min(event.occurredAt, receivedAt)

  const network = ledger.get(networkId)
  const retentionMs = retentionMsOf(network, receivedAt, defaultRetentionMs)
  if (receivedAt - at > retentionMs) return dropped('expired')
  if (network === undefined) return dropped('not-tracked')

  const erased = erasedUntil(network, userId)
  if (at <= erased) return dropped('erased')

  const period = trackingPeriodAt(network, at)
  if (period === undefined || trackingPeriodAt(network, receivedAt) === undefined) return dropped('not-tracked')

  const point = { networkId, userId, device, zone, at, periodStart: Math.max(period.startsAt, erased + 1), timeoutMs: period.timeoutMs[device] }
  return { outcome: 'admitted', point }
}
