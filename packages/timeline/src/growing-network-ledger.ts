import { devices, type TrackingChange } from '@stitchlog/contracts'
import { dayMs, isSameState, type NetworkLedger, type Switch, type TrackingPeriod, timeoutsOf } from './ledger.ts'

/**
 * A network's ledger that grows change by change. A change that comes after all others costs the same however many there are, so that a network with a
 * long history holds up no other one.
 */
export class GrowingNetworkLedger implements NetworkLedger {
  readonly periods: TrackingPeriod[] = []
  readonly retentions: { readonly startsAt: number; readonly retentionMs: number }[] = []
  readonly userErasedUntil = new Map<string, number>()
  networkErasedUntil = Number.NEGATIVE_INFINITY
  /** The greatest instant of all changes; -Infinity if there are none. */
  newestAt = Number.NEGATIVE_INFINITY
  #lastEffective: Switch | undefined
  #lastSwitchAt = Number.NEGATIVE_INFINITY

  /** The instant of the last switch, also of one that changed nothing; -Infinity if there is none. */
  get lastSwitchAt(): number {
    return this.#lastSwitchAt
  }

  /** @returns false if the change does not come after those that decide on the same: then nothing is added, and the ledger must be folded anew */
  add(change: TrackingChange): boolean {
    this.newestAt = Math.max(this.newestAt, change.at)
    switch (change.change) {
      case 'on':
      case 'off':
        return this.#switch(change)
      case 'retention': {
        const last = this.retentions.at(-1)
        if (last !== undefined && change.at <= last.startsAt) return false
        this.retentions.push({ startsAt: change.at, retentionMs: change.days * dayMs })
        return true
      }
      case 'erase':
        this.#erase(change.at, change.userId)
        return true
      default:
        return change satisfies never
    }
  }

  #switch(change: Switch): boolean {
    if (change.at <= this.#lastSwitchAt) return false
    this.#lastSwitchAt = change.at
    if (isSameState(this.#lastEffective, change)) return true
    const open = this.#lastEffective?.change === 'on' ? this.periods.pop() : undefined
    if (open !== undefined) this.periods.push({ ...open, endsAt: change.at })
    if (change.change === 'on')
      this.periods.push({ startsAt: change.at, endsAt: Number.POSITIVE_INFINITY, timeoutMs: this.#sameTimeouts(timeoutsOf(change)) })
    this.#lastEffective = change
    return true
  }

  /** Most periods have the timeouts of another one, and then share them. */
  #sameTimeouts(timeoutMs: TrackingPeriod['timeoutMs']): TrackingPeriod['timeoutMs'] {
    const last = this.periods.at(-1)?.timeoutMs
    return last !== undefined && devices.every((device) => last[device] === timeoutMs[device]) ? last : timeoutMs
  }

  #erase(at: number, userId: string | undefined): void {
    if (userId === undefined) this.networkErasedUntil = Math.max(this.networkErasedUntil, at)
    else this.userErasedUntil.set(userId, Math.max(this.userErasedUntil.get(userId) ?? Number.NEGATIVE_INFINITY, at))
  }
}

/** @param changes those of one network, in any order; of several switches, or retentions, at one instant the last counts */
export function growingNetworkLedger(changes: Iterable<TrackingChange>): GrowingNetworkLedger {
  const ledger = new GrowingNetworkLedger()
  const switches = new Map<number, TrackingChange>()
  const retentions = new Map<number, TrackingChange>()
  for (const change of changes) {
    if (change.change === 'erase') ledger.add(change)
    else (change.change === 'retention' ? retentions : switches).set(change.at, change)
  }
  for (const ofKind of [switches, retentions]) for (const change of [...ofKind.values()].sort((a, b) => a.at - b.at)) ledger.add(change)
  return ledger
}
