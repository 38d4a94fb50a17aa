import type { Ledger } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { appendTrackingChanges } from './append-tracking-changes.ts'
import type { ChangeQuotas } from './change-quotas.ts'
import { KnownChanges } from './known-changes.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { readFoldedLedger } from './read-folded-ledger.ts'
import { readStaleNetworks } from './read-stale-networks.ts'
import { readTrackingChanges } from './read-tracking-changes.ts'
import { RecentChanges } from './recent-changes.ts'
import { entryAt, noOpOf, type RequestedChange, type TrackingLedger } from './tracking-ledger.ts'
import { type Due, dueAt, untilPast } from './wait-until-past.ts'
import { Turns } from './write-turns.ts'

/** A change counts from the next millisecond on, or later after the clock was set back. `append` waits at most this long. */
const longestWaitMs = 2000

/** One that hangs must not hold up other networks; but each further one would wait for the others in the engine. */
const maxInserts = 4

/** What counts for quotas was stored since then. */
const quotaMs = 3_600_000

/** A change that may or may not be stored: it is being written, or its write has failed. */
interface Unknown {
  readonly networkId: string
  readonly at: number
  hasFailed: boolean
}

interface Written {
  readonly entry: LedgerEntry
  readonly due: Due
}

/** A change that is not a no-op, and whose turn it is in its network. */
interface Waiting {
  readonly change: RequestedChange
  readonly changedBy: string
  readonly written: PromiseWithResolvers<Written>
}

/**
 * The ledger of a process that is its only writer: completely known, and written one change of a network at a time. Beyond a few inserts at once, the
 * changes of all networks gather for the next one, so that nobody waits for a queue of others.
 */
export class SingleWriterLedger implements TrackingLedger {
  readonly #store: Store
  readonly #now: () => number
  readonly #known = new KnownChanges()
  readonly #recent: RecentChanges | undefined
  readonly #turns = new Turns()
  readonly #unknown = new Set<Unknown>()
  #waiting: Waiting[] = []
  #inserts = 0

  private constructor(store: Store, now: () => number, quotas: ChangeQuotas | undefined) {
    this.#store = store
    this.#now = now
    this.#recent = quotas && new RecentChanges(quotas)
  }

  /** @param quotas without them a network may have any number of changes */
  static async open(store: Store, now: () => number, quotas?: ChangeQuotas): Promise<SingleWriterLedger> {
    const log = new SingleWriterLedger(store, now, quotas)
    await log.#readAll()
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

  /**
   * Resolves when the changes that are being written are known or have failed. Events received before the call can then be decided: changes that still
   * wait for their turn will count from a later instant.
   */
  async refresh(networkId?: string): Promise<void> {
    await this.#turns.running(networkId)
    await this.#readFailed(networkId)
  }

  async append(change: RequestedChange, changedBy: string): Promise<LedgerEntry> {
    const { entry, due } = await this.#turns.take(change.networkId, () => this.#write(change, changedBy))
    await untilPast(due, this.#now, longestWaitMs)
    return entry
  }

  async #write(change: RequestedChange, changedBy: string): Promise<Written> {
    await this.#readFailed(change.networkId)
    const now = this.#now()
    const noOp = noOpOf(this.ledger.get(change.networkId), change, changedBy, now)
    if (noOp !== undefined) return { entry: noOp, due: dueAt(noOp.at, now) }
    this.#recent?.require(change, now)
    const written = Promise.withResolvers<Written>()
    this.#waiting.push({ change, changedBy, written })
    if (this.#inserts < maxInserts) void this.#writeWaiting()
    return await written.promise
  }

  /** Never fails: whoever waits is told. */
  async #writeWaiting(): Promise<void> {
    this.#inserts++
    while (this.#waiting.length > 0) await this.#insert(this.#waiting.splice(0))
    this.#inserts--
  }

  /** Inserts one change of each of some networks at once. */
  async #insert(batch: readonly Waiting[]): Promise<void> {
    const now = this.#now()
    const inserted = batch.map(({ change, changedBy, written }) => {
      const { networkId } = change
      // From the next millisecond on, so that events received in this one need not be decided again. A network's changes have growing instants,
      // even if the clock is set back.
      const at = Math.max(now, this.#known.newestAtOf(networkId)) + 1
      const unknown: Unknown = { networkId, at, hasFailed: false }
      this.#unknown.add(unknown)
      return { entry: entryAt(at, change, changedBy), due: dueAt(at, now), unknown, written }
    })
    try {
      await appendTrackingChanges(
        this.#store,
        inserted.map(({ entry }) => entry),
      )
      this.#known.add(inserted.map(({ entry }) => entry))
      await readStaleNetworks(this.#store, this.#known)
    } catch (error) {
      // The changes may have been stored all the same. If this read fails too, the next caller that needs to know reads again.
      for (const { unknown } of inserted) unknown.hasFailed = true
      await this.#read().catch(() => {})
      for (const { written } of inserted) written.reject(error)
      return
    }
    for (const { entry, due, unknown, written } of inserted) {
      this.#recent?.add(entry, now, now)
      this.#unknown.delete(unknown)
      written.resolve({ entry, due })
    }
  }

  /** Finds out whether failed writes were stored. */
  async #readFailed(networkId: string | undefined): Promise<void> {
    const isOpen = [...this.#unknown].some((unknown) => unknown.hasFailed && (networkId === undefined || unknown.networkId === networkId))
    if (isOpen) await this.#read()
  }

  async #read(): Promise<void> {
    // The read cannot tell for changes that are still being written.
    const failed = [...this.#unknown].filter(({ hasFailed }) => hasFailed)
    const { entries } = await readTrackingChanges(this.#store, Math.min(...failed.map(({ at }) => at)))
    this.#known.add(entries)
    await readStaleNetworks(this.#store, this.#known)
    const now = this.#now()
    for (const entry of entries) this.#recent?.add(entry, now, now)
    for (const unknown of failed) this.#unknown.delete(unknown)
  }

  async #readAll(): Promise<void> {
    const now = this.#now()
    const { entries, insertedAt } = await readTrackingChanges(this.#store, now - quotaMs)
    for (const [nth, entry] of entries.entries()) this.#recent?.add(entry, insertedAt[nth] ?? 0, now)
    this.#known.recognise(entries)
    await this.#known.replace(undefined, async () => (await readFoldedLedger(this.#store, { fromCheckpoints: true })).ledger)
    await readStaleNetworks(this.#store, this.#known)
  }
}
