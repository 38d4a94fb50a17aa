import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { TrackingChange } from '@stitchlog/contracts'
import { foldLedger, type Ledger } from '@stitchlog/timeline'
import { appendTrackingChanges, type LedgerEntry } from './append-tracking-changes.ts'
import { readTrackingChanges } from './read-tracking-changes.ts'
import type { Store } from './store.ts'

/** What is asked for; when it counts from is decided when it is written. */
export type RequestedChange = TrackingChange extends infer Change ? (Change extends unknown ? Omit<Change, 'at'> : never) : never

/** The ledger of a process that is alone in writing it: known whole, and written one change after the other. */
export class LedgerLog {
  readonly #store: Store
  readonly #now: () => number
  readonly #entries = new Map<string, LedgerEntry[]>()
  #ledger: Ledger = new Map()
  #writing: Promise<unknown> = Promise.resolve()

  private constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
  }

  static async open(store: Store, now: () => number): Promise<LedgerLog> {
    const log = new LedgerLog(store, now)
    await log.#read()
    return log
  }

  /** What is known now, folded. A change that is being written is not in it yet; see `settled`. */
  get ledger(): Ledger {
    return this.#ledger
  }

  /** A network's changes in the order in which they count. */
  changesOf(networkId: string): readonly LedgerEntry[] {
    return this.#entries.get(networkId) ?? []
  }

  /** Resolves when every change that was asked for before is known, or has failed: what is received now meets the ledger that it should. */
  async settled(): Promise<void> {
    await this.#writing
  }

  /** Writes a change and resolves when it is stored, known, and counts. */
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
    try {
      await appendTrackingChanges(this.#store, [entry])
    } catch (error) {
      // It may have been stored all the same.
      await this.#read()
      throw error
    }
    this.#take(entry)
    await setTimeout(Math.max(0, at - this.#now()))
    return entry
  }

  async #read(): Promise<void> {
    const entries = await readTrackingChanges(this.#store)
    // Only now, so that what was known stays known where the ledger cannot be read.
    this.#entries.clear()
    for (const entry of entries) this.#entriesOf(entry.networkId).push(entry)
    this.#ledger = foldLedger(entries)
  }

  #take(entry: LedgerEntry): void {
    const entries = this.#entriesOf(entry.networkId)
    entries.push(entry)
    this.#ledger = new Map([...this.#ledger, ...foldLedger(entries)])
  }

  #entriesOf(networkId: string): LedgerEntry[] {
    let entries = this.#entries.get(networkId)
    if (entries === undefined) {
      entries = []
      this.#entries.set(networkId, entries)
    }
    return entries
  }
}

/** Ids sort as their instants do; what follows keeps those of one instant apart. */
const changeIdAt = (at: number) => `${String(at).padStart(13, '0')}-${randomBytes(8).toString('hex')}`
