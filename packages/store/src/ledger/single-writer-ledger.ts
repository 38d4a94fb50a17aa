import type { Ledger } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { appendTrackingChanges } from './append-tracking-changes.ts'
import { KnownChanges } from './known-changes.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { readTrackingChanges } from './read-tracking-changes.ts'
import { entryAt, noOpOf, type RequestedChange, type TrackingLedger } from './tracking-ledger.ts'
import { type Due, dueAt, untilPast } from './wait-until-past.ts'
import { Turns } from './write-turns.ts'

/** A change counts from the next millisecond on, or later after the clock was set back. `append` waits at most this long. */
const longestWaitMs = 2000

/** A change that may or may not be stored: it is being written, or its write has failed. */
interface Unknown {
  readonly networkId: string
  readonly at: number
  hasFailed: boolean
}

/** The ledger of a process that is its only writer: completely known, and written one change of a network at a time. */
export class SingleWriterLedger implements TrackingLedger {
  readonly #store: Store
  readonly #now: () => number
  readonly #known = new KnownChanges()
  readonly #turns = new Turns()
  readonly #unknown = new Set<Unknown>()

  private constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
  }

  static async open(store: Store, now: () => number): Promise<SingleWriterLedger> {
    const log = new SingleWriterLedger(store, now)
    await log.#read()
    return log
  }

  get ledger(): Ledger {
    return this.#known.ledger
  }

  now(): number {
    return this.#now()
  }

  get newestAt(): number {
    return this.#known.newestAt
  }

  /**
   * A change that is being written is not known yet. It counts for events received from its instant on, so the ledger is known up to just before it.
   */
  get knownUntil(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...[...this.#unknown].map(({ at }) => at - 1))
  }

  changesOf(networkId: string): readonly LedgerEntry[] {
    return this.#known.changesOf(networkId)
  }

  /** Resolves when every change requested before the call is known or has failed. Events received before the call can then be decided. */
  async refresh(networkId?: string): Promise<void> {
    await this.#turns.ended(networkId)
    await this.#readFailed(networkId)
  }

  async append(change: RequestedChange, changedBy: string): Promise<LedgerEntry> {
    const { entry, due } = await this.#turns.take(change.networkId, () => this.#write(change, changedBy))
    await untilPast(due, this.#now, longestWaitMs)
    return entry
  }

  async #write(change: RequestedChange, changedBy: string): Promise<{ readonly entry: LedgerEntry; readonly due: Due }> {
    const { networkId } = change
    await this.#readFailed(networkId)
    const changes = this.changesOf(networkId)
    const now = this.#now()
    const noOp = noOpOf(changes, change, changedBy, now)
    if (noOp !== undefined) return { entry: noOp, due: dueAt(noOp.at, now) }
    // From the next millisecond on, so that events received in this one need not be decided again. A network's changes have growing instants,
    // even if the clock is set back.
    const at = Math.max(now, changes.at(-1)?.at ?? 0) + 1
    const due = dueAt(at, now)
    const entry = entryAt(at, change, changedBy)
    const unknown: Unknown = { networkId, at, hasFailed: false }
    this.#unknown.add(unknown)
    try {
      await appendTrackingChanges(this.#store, [entry])
    } catch (error) {
      // The change may have been stored all the same. If this read fails too, the next caller that needs to know reads again.
      unknown.hasFailed = true
      await this.#read().catch(() => {})
      throw error
    }
    this.#known.add([entry])
    this.#unknown.delete(unknown)
    return { entry, due }
  }

  /** Finds out whether failed writes were stored. */
  async #readFailed(networkId: string | undefined): Promise<void> {
    const isOpen = [...this.#unknown].some((unknown) => unknown.hasFailed && (networkId === undefined || unknown.networkId === networkId))
    if (isOpen) await this.#read()
  }

  async #read(): Promise<void> {
    // The read cannot tell for changes that are still being written.
    const failed = [...this.#unknown].filter(({ hasFailed }) => hasFailed)
    const { entries } = await readTrackingChanges(this.#store)
    this.#known.add(entries)
    for (const unknown of failed) this.#unknown.delete(unknown)
  }
}
