import { type ChangeQuotas, type QuotaKind, quotaKindOf, TooManyChanges } from './change-quotas.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import type { RequestedChange } from './tracking-ledger.ts'

const hourMs = 3_600_000

/**
 * When the changes of the last hour were stored, for quotas. They go by that and not by the instants of the changes: after a clock was ahead, these lie
 * ahead too, and would use up a network's quota until the clock has caught up.
 */
export class RecentChanges {
  readonly #quotas: ChangeQuotas
  /** By network and kind: the instants at which changes were stored, by change id. */
  readonly #storedAt = new Map<string, Map<string, number>>()
  #prunedAt = Number.NEGATIVE_INFINITY

  constructor(quotas: ChangeQuotas) {
    this.#quotas = quotas
  }

  /** Counts a stored entry, once. Instants are epoch milliseconds. */
  add(entry: LedgerEntry, storedAt: number, now: number): void {
    const kind = quotaKindOf(entry)
    if (kind === undefined || this.#quotas[kind] === 0 || !isRecent(storedAt, now)) return
    this.#prune(now)
    const key = keyOf(entry.networkId, kind)
    const ofNetwork = this.#storedAt.get(key) ?? new Map<string, number>()
    this.#storedAt.set(key, ofNetwork)
    if (!ofNetwork.has(entry.changeId)) ofNetwork.set(entry.changeId, storedAt)
  }

  /** @throws TooManyChanges if the network has used up its quota for this change */
  require(change: RequestedChange, now: number): void {
    const kind = quotaKindOf(change)
    if (kind === undefined) return
    const limit = this.#quotas[kind]
    const ofNetwork = this.#storedAt.get(keyOf(change.networkId, kind))
    if (limit === 0 || ofNetwork === undefined || ofNetwork.size < limit) return
    forgetOld(ofNetwork, now)
    if (ofNetwork.size < limit) return
    const instants = [...ofNetwork.values()].sort((a, b) => a - b)
    const hasRoomAt = (instants[instants.length - limit] ?? now) + hourMs
    throw new TooManyChanges(kind, limit, Math.max(1, Math.ceil((hasRoomAt - now) / 1000)))
  }

  /** Forgets what networks changed that are quiet now. */
  #prune(now: number): void {
    if (isRecent(this.#prunedAt, now)) return
    this.#prunedAt = now
    for (const [key, ofNetwork] of this.#storedAt) {
      forgetOld(ofNetwork, now)
      if (ofNetwork.size === 0) this.#storedAt.delete(key)
    }
  }
}

/** An instant further ahead than an hour is of a clock that was wrong, and counts as little as one long ago. */
const isRecent = (instant: number, now: number) => Math.abs(now - instant) < hourMs

const keyOf = (networkId: string, kind: QuotaKind) => `${kind}\n${networkId}`

function forgetOld(storedAt: Map<string, number>, now: number): void {
  for (const [changeId, at] of storedAt) if (!isRecent(at, now)) storedAt.delete(changeId)
}
