import { type Device, defaultInactivityTimeoutSeconds, devices, perDevice, type TrackingChange } from '@stitchlog/contracts'

export const dayMs = 86_400_000

/** A stretch in which a network's tracking is on with unchanged timeouts: from `startsAt` up to, not including, `endsAt`. */
export interface TrackingPeriod {
  readonly startsAt: number
  /** Infinity while it is open. */
  readonly endsAt: number
  readonly timeoutMs: Readonly<Record<Device, number>>
}

/** A network's ledger, folded so that each question of admission is one lookup. */
export interface NetworkLedger {
  /** In order, not overlapping. */
  readonly periods: readonly TrackingPeriod[]
  /** In order: each retention is in force from `startsAt` on. */
  readonly retentions: readonly { readonly startsAt: number; readonly retentionMs: number }[]
  /** The latest erasure of the whole network; -Infinity if there is none. */
  readonly networkErasedUntil: number
  /** The latest erasure of each user, by user id. */
  readonly userErasedUntil: ReadonlyMap<string, number>
}

/** By network id. A network without an entry was never switched on. */
export type Ledger = ReadonlyMap<string, NetworkLedger>

export type Switch = Extract<TrackingChange, { change: 'on' | 'off' }>

/** Whether a switch changes nothing. Before the first switch a network is off. */
export function isSameState(before: Switch | undefined, after: Switch): boolean {
  if (before?.change !== 'on' || after.change !== 'on') return (before?.change === 'on') === (after.change === 'on')
  const [a, b] = [timeoutsOf(before), timeoutsOf(after)]
  return devices.every((device) => a[device] === b[device])
}

/** The timeouts of a switch-on in milliseconds, with the defaults for those that it does not name. */
export function timeoutsOf({
  inactivityTimeoutSeconds,
}: Pick<Extract<TrackingChange, { change: 'on' }>, 'inactivityTimeoutSeconds'>): Record<Device, number> {
  return perDevice((device) => (inactivityTimeoutSeconds?.[device] ?? defaultInactivityTimeoutSeconds[device]) * 1000)
}

/** The index of the last one that starts at or before an instant; -1 if there is none. */
export function lastStarted(inOrder: readonly { readonly startsAt: number }[], instant: number): number {
  let [from, to] = [0, inOrder.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((inOrder[middle]?.startsAt ?? Number.POSITIVE_INFINITY) <= instant) from = middle + 1
    else to = middle
  }
  return from - 1
}

/** The period that contains an instant, or undefined if tracking was off. */
export function trackingPeriodAt({ periods }: NetworkLedger, instant: number): TrackingPeriod | undefined {
  const n = lastStarted(periods, instant)
  // An array is slow to say that it has nothing at -1.
  const period = n === -1 ? undefined : periods[n]
  return period !== undefined && instant < period.endsAt ? period : undefined
}

/** The instant up to and including which everything of this user is erased; -Infinity if nothing is. */
export function erasedUntil(ledger: NetworkLedger, userId: string): number {
  return Math.max(ledger.networkErasedUntil, ledger.userErasedUntil.get(userId) ?? Number.NEGATIVE_INFINITY)
}

/** The network's own retention in force at an instant, in milliseconds, or undefined if it had none. */
export function retentionMsAt(ledger: NetworkLedger, instant: number): number | undefined {
  const n = lastStarted(ledger.retentions, instant)
  return n === -1 ? undefined : ledger.retentions[n]?.retentionMs
}
