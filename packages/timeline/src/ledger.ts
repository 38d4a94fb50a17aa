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

const isSwitch = <C extends TrackingChange>(change: C): change is Extract<C, Switch> => change.change === 'on' || change.change === 'off'

/**
 * Returns the switches of one network that change something, in the order in which they count.
 *
 * @param changes the changes of one network, in any order; of several switches at one instant the last counts
 */
export function effectiveSwitches<C extends TrackingChange>(changes: Iterable<C>): Extract<C, Switch>[] {
  const byInstant = new Map<number, Extract<C, Switch>>()
  for (const change of changes) if (isSwitch(change)) byInstant.set(change.at, change)
  const effective: Extract<C, Switch>[] = []
  for (const change of [...byInstant.values()].sort((a, b) => a.at - b.at)) {
    if (!isSameState(effective.at(-1), change)) effective.push(change)
  }
  return effective
}

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

/** The period that contains an instant, or undefined if tracking was off. */
export function trackingPeriodAt(ledger: NetworkLedger, instant: number): TrackingPeriod | undefined {
  for (let index = ledger.periods.length - 1; index >= 0; index--) {
    const period = ledger.periods[index]
    if (period !== undefined && period.startsAt <= instant) return instant < period.endsAt ? period : undefined
  }
  return undefined
}

/** The instant up to and including which everything of this user is erased; -Infinity if nothing is. */
export function erasedUntil(ledger: NetworkLedger, userId: string): number {
  return Math.max(ledger.networkErasedUntil, ledger.userErasedUntil.get(userId) ?? Number.NEGATIVE_INFINITY)
}

/** The network's own retention in force at an instant, in milliseconds, or undefined if it had none. */
export function retentionMsAt(ledger: NetworkLedger, instant: number): number | undefined {
  return ledger.retentions.findLast(({ startsAt }) => startsAt <= instant)?.retentionMs
}
