import { setTimeout } from 'node:timers/promises'
import type { Ledger } from '@stitchlog/timeline'
import { appendTrackingChanges, type LedgerEntry } from './append-tracking-changes.ts'
import { KnownChanges } from './known-changes.ts'
import { readTrackingChanges } from './read-tracking-changes.ts'
import type { Store } from './store.ts'
import { changeIdAt, type RequestedChange, type TrackingLedger } from './tracking-ledger.ts'

/** The ledger of a process that is alone in writing it: known whole, and written one change after the other. */
export class LedgerLog implements TrackingLedger {
  readonly #store: Store
  readonly #now: () => number
  readonly #known = new KnownChanges()
  #writing: Promise<unknown> = Promise.resolve()
  #unknownFrom = Number.POSITIVE_INFINITY

  private constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
  }

  static async open(store: Store, now: () => number): Promise<LedgerLog> {
    const log = new LedgerLog(store, now)
    await log.#read()
    return log
  }

  get ledger(): Ledger {
    return this.#known.ledger
  }

  /** While a change is being written it is not known yet; it holds for what is received from its instant on. */
  get knownUntil(): number {
    return this.#unknownFrom - 1
  }

  changesOf(networkId: string): readonly LedgerEntry[] {
    return this.#known.changesOf(networkId)
  }

  /** Resolves when every change that was asked for before is known, or has failed: what is received now meets the ledger that it should. */
  async settled(): Promise<void> {
    await this.#writing
    if (this.#unknownFrom !== Number.POSITIVE_INFINITY) await this.#read()
  }

  async append(change: RequestedChange, changedBy: string): Promise<LedgerEntry> {
    const write = this.#writing.then(() => this.#write(change, changedBy))
    this.#writing = write.catch(() => {})
    return await write
  }

  async #write(change: RequestedChange, changedBy: string): Promise<LedgerEntry> {
    const last = this.changesOf(change.networkId).at(-1)
    // From the next millisecond on, so that what was received in this one needs no second look. A network's changes have growing instants,
    // also when the clock is set back.
    const at = Math.max(this.#now(), last?.at ?? 0) + 1
    const entry: LedgerEntry = { ...change, at, changeId: changeIdAt(at), changedBy }
    this.#unknownFrom = at
    try {
      await appendTrackingChanges(this.#store, [entry])
    } catch (error) {
      // It may have been stored all the same.
      await this.#read()
      throw error
    }
    this.#known.add([entry])
    this.#unknownFrom = Number.POSITIVE_INFINITY
    // A timer may be a little early.
    while (this.#now() < at) await setTimeout(at - this.#now())
    return entry
  }

  async #read(): Promise<void> {
    const { entries } = await readTrackingChanges(this.#store)
    this.#known.add(entries)
    this.#unknownFrom = Number.POSITIVE_INFINITY
  }
}
