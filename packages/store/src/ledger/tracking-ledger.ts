import { randomBytes } from 'node:crypto'
import type { TrackingChange } from '@stitchlog/contracts'
import { inForceSince, type Ledger, type NetworkLedger } from '@stitchlog/timeline'
import type { LedgerEntry } from './ledger-entry.ts'

/** A requested change. The instant from which it counts is decided when it is written. */
export type RequestedChange = TrackingChange extends infer Change ? (Change extends unknown ? Omit<Change, 'at'> : never) : never

/** The ledger as a running process sees it. */
export interface TrackingLedger {
  /** The ledger folded from the entries that are known now. */
  readonly ledger: Ledger
  /** Events received up to this instant (epoch milliseconds) can be decided: `ledger` contains every change that counts for them. */
  readonly knownUntil: number
  /** The ledger's clock, in epoch milliseconds. */
  now(): number
  /** The greatest instant of all known changes, in epoch milliseconds; -Infinity if there are none. */
  readonly newestAt: number
  /** Resolves when every change that was confirmed before the call is known: of this network, or of all. */
  refresh(networkId?: string): Promise<void>
  /**
   * Writes a change, and resolves when it is stored, known, and counts. If it counts only much later, for example after the clock was set back, it
   * resolves before that, and the entry says when it counts. A no-op is not written; the entry then says since when the state holds.
   *
   * @throws TooManyChanges if the network has used up its quota and the change is not a no-op; the store's error, and then the change may be stored
   *   all the same
   */
  append(change: RequestedChange, changedBy: string): Promise<LedgerEntry>
}

/** The ledger for code that reads it and writes nothing. */
export type LedgerReader = Pick<TrackingLedger, 'ledger' | 'refresh'>

/** Ids sort by instant. The random suffix distinguishes ids of the same instant. */
const changeIdAt = (at: number) => `${String(at).padStart(13, '0')}-${randomBytes(8).toString('hex')}`

/** The ledger entry of a change. */
export const entryAt = (at: number, change: RequestedChange, changedBy: string): LedgerEntry => ({
  ...change,
  at,
  changeId: changeIdAt(at),
  changedBy,
})

/** The entry for a no-op, with the instant since which its state holds or now, whichever is later; undefined if the change is not a no-op. */
export function noOpOf(network: NetworkLedger | undefined, change: RequestedChange, changedBy: string, now: number): LedgerEntry | undefined {
  // The change would come after all of them, whatever the clock says.
  const since = inForceSince(network, { ...change, at: Number.POSITIVE_INFINITY })
  return since === undefined ? undefined : entryAt(Math.max(since, now), change, changedBy)
}
