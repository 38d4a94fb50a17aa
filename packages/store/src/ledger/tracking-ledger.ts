import { randomBytes } from 'node:crypto'
import type { TrackingChange } from '@stitchlog/contracts'
import { inForceSince, type Ledger } from '@stitchlog/timeline'
import type { LedgerEntry } from './ledger-entry.ts'

/** What is asked for; when it counts from is decided when it is written. */
export type RequestedChange = TrackingChange extends infer Change ? (Change extends unknown ? Omit<Change, 'at'> : never) : never

/** The ledger as a running process sees it. */
export interface TrackingLedger {
  /** What is known now, folded. */
  readonly ledger: Ledger
  /** Whatever was received up to this instant (epoch milliseconds) meets all that it has to in `ledger`. */
  readonly knownUntil: number
  /** The clock that it goes by, in epoch milliseconds. */
  now(): number
  /** The greatest instant that anything known counts from, in epoch milliseconds; -Infinity where nothing is. */
  readonly newestAt: number
  /** A network's changes in the order in which they count. */
  changesOf(networkId: string): readonly LedgerEntry[]
  /** Resolves when every change is known that was answered before the call: of this network, or of all. */
  refresh(networkId?: string): Promise<void>
  /**
   * Writes a change, and resolves when it is stored, known, and counts. Where it is to count later than the clock reaches soon, as after the clock was
   * set back, it resolves before that: the entry says when. What changes nothing is not written; the entry then says since when it holds.
   *
   * @throws what the store throws; then the change may be stored all the same
   */
  append(change: RequestedChange, changedBy: string): Promise<LedgerEntry>
}

/** The ledger for who decides by it and writes nothing. */
export type LedgerReader = Pick<TrackingLedger, 'ledger' | 'changesOf' | 'refresh'>

/** Ids sort as their instants do; what follows keeps those of one instant apart. */
const changeIdAt = (at: number) => `${String(at).padStart(13, '0')}-${randomBytes(8).toString('hex')}`

/** A change as a ledger has it, or would have it. */
export const entryAt = (at: number, change: RequestedChange, changedBy: string): LedgerEntry => ({
  ...change,
  at,
  changeId: changeIdAt(at),
  changedBy,
})

/** The entry that stands for a change which changes nothing: from when it holds, or from now; undefined where it changes something. */
export function noOpOf(changes: readonly LedgerEntry[], change: RequestedChange, changedBy: string, now: number): LedgerEntry | undefined {
  // It would come after all of them, whatever the clock says.
  const since = inForceSince(changes, { ...change, at: Number.POSITIVE_INFINITY })
  return since === undefined ? undefined : entryAt(Math.max(since, now), change, changedBy)
}
