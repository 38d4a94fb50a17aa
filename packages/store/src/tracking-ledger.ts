import { randomBytes } from 'node:crypto'
import type { TrackingChange } from '@stitchlog/contracts'
import type { Ledger } from '@stitchlog/timeline'
import type { LedgerEntry } from './append-tracking-changes.ts'

/** What is asked for; when it counts from is decided when it is written. */
export type RequestedChange = TrackingChange extends infer Change ? (Change extends unknown ? Omit<Change, 'at'> : never) : never

/** The ledger as a running process sees it. */
export interface TrackingLedger {
  /** What is known now, folded. */
  readonly ledger: Ledger
  /** Whatever was received up to this instant (epoch milliseconds) meets all that it has to in `ledger`. */
  readonly knownUntil: number
  /** A network's changes in the order in which they count. */
  changesOf(networkId: string): readonly LedgerEntry[]
  /** Resolves when every change is known that was answered before the call. */
  settled(): Promise<void>
  /** Writes a change and resolves when it is stored, known, and counts. Rejects when that is uncertain: it may be stored all the same. */
  append(change: RequestedChange, changedBy: string): Promise<LedgerEntry>
}

/** Ids sort as their instants do; what follows keeps those of one instant apart. */
export const changeIdAt = (at: number) => `${String(at).padStart(13, '0')}-${randomBytes(8).toString('hex')}`
