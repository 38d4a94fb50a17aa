import type { ActivityEvent, AdmissionDropReason } from '@stitchlog/contracts'
import { erasedUntil, type Ledger, trackingPeriodAt } from './ledger.ts'
import { retentionMsOf } from './retention.ts'
import { type Origin, originOf, type Point, type ReusedPoint, setPoint } from './span.ts'
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

/** `admitTo` with an answer of its own for each event. */
export function admit(event: ReceivedEvent, ledger: Ledger, defaultRetentionMs: number): Admission {
  const point = { ...originOf(event), at: 0, periodStart: 0, timeoutMs: 0 }
  const reason = admitTo(point, event, ledger, defaultRetentionMs)
  return reason === undefined ? { outcome: 'admitted', point } : { outcome: 'dropped', reason }
}

/**
 * Decides on one event by the ledger alone. The order and time of arrival do not matter. If several reasons apply, the first in the order of
 * `dropReasons` is returned.
 *
 * @param point becomes the event's point if that is admitted, so that not each event needs an object
 * @param defaultRetentionMs the retention to apply if the network had none of its own at receipt
 * @returns the reason why it is dropped, or undefined if it is admitted
 */
export function admitTo(point: ReusedPoint, event: ReceivedEvent, ledger: Ledger, defaultRetentionMs: number): AdmissionDropReason | undefined {
  const { networkId, userId, device, receivedAt } = event
  if (event.occurredAt > receivedAt + maxClockLeadMs) return 'future'
  // The client's clock was fast: the event counts from its receipt, so that no point lies beyond a switch-off or an erasure.
  const at = Math.min(event.occurredAt, receivedAt)

  const network = ledger.get(networkId)
  const retentionMs = retentionMsOf(network, receivedAt, defaultRetentionMs)
  if (receivedAt - at > retentionMs) return 'expired'
  if (network === undefined) return 'not-tracked'

  const erased = erasedUntil(network, userId)
  if (at <= erased) return 'erased'

  const period = trackingPeriodAt(network, at)
  if (period === undefined || trackingPeriodAt(network, receivedAt) === undefined) return 'not-tracked'

  setPoint(point, event, at, Math.max(period.startsAt, erased + 1), period.timeoutMs[device])
  return
}
