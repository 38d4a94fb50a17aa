import type { ActivityEvent, AdmissionDropReason } from '@stitchlog/contracts'
import { erasedUntil, type Ledger, trackingPeriodAt } from './ledger.ts'
import { retentionMsOf } from './retention.ts'
import { type Origin, type Point, pointOf } from './span.ts'
import type { TimeZone } from './time-zone.ts'

/** A client's clock may be this much ahead of the clock that received its event, in milliseconds. */
export const maxClockLeadMs = 60_000

/** A well-formed event whose zone is known. */
export interface ReceivedEvent extends Origin {
  readonly occurredAt: number
  readonly receivedAt: number
}

/** The part of an event that matters to admission, with its time of receipt. */
export const receivedEventOf = ({ networkId, userId, device, occurredAt }: ActivityEvent, zone: TimeZone, receivedAt: number): ReceivedEvent => ({
  networkId,
  userId,
  device,
  zone,
  occurredAt,
  receivedAt,
})

export type Admission =
  | { readonly outcome: 'admitted'; readonly point: Point }
  | { readonly outcome: 'dropped'; readonly reason: AdmissionDropReason }

const dropped = (reason: AdmissionDropReason): Admission => ({ outcome: 'dropped', reason })

/**
 * Decides on one event by the ledger alone. The order and time of arrival do not matter. If several reasons apply, the first in the order of
 * `dropReasons` is returned.
 *
 * @param defaultRetentionMs the retention to apply if the network had none of its own at receipt
 */
export function admit(event: ReceivedEvent, ledger: Ledger, defaultRetentionMs: number): Admission {
  const { networkId, userId, device, receivedAt } = event
  if (event.occurredAt > receivedAt + maxClockLeadMs) return dropped('future')
  // The client's clock was fast: the event counts from its receipt, so that no point lies beyond a switch-off or an erasure.
  const at = Math.min(event.occurredAt, receivedAt)

  const network = ledger.get(networkId)
  const retentionMs = retentionMsOf(network, receivedAt, defaultRetentionMs)
  if (receivedAt - at > retentionMs) return dropped('expired')
  if (network === undefined) return dropped('not-tracked')

  const erased = erasedUntil(network, userId)
  if (at <= erased) return dropped('erased')

  const period = trackingPeriodAt(network, at)
  if (period === undefined || trackingPeriodAt(network, receivedAt) === undefined) return dropped('not-tracked')

  return { outcome: 'admitted', point: pointOf(event, at, Math.max(period.startsAt, erased + 1), period.timeoutMs[device]) }
}
