import type { Ledger } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { appendTrackingChanges } from './append-tracking-changes.ts'
import { KnownChanges } from './known-changes.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { readTrackingChanges } from './read-tracking-changes.ts'
import { entryAt, noOpOf, type RequestedChange, type TrackingLedger } from './tracking-ledger.ts'
import { Turns } from './turns.ts'
import { type Due, dueAt, untilPast } from './until-past.ts'

/** From now to the instant that a live change counts from: it covers the write and the difference of the machines' clocks. */
const leadMs = 2000

/** A change that counts later than after the lead, since a clock was ahead, is waited for so long at most. */
const longestWaitMs = leadMs + 2000

/** A read shows all that counts for what was received so long before it began: the lead, less the difference of two machines' clocks. */
const readAfterReceiptMs = 1000

/** An insert takes so long at most, so an entry is no more than this behind the newest one that was seen. */
const lookBackMs = 15 * 60_000

const fullReadEveryMs = 3_600_000

export interface SharedLedgerOptions {
  readonly now: () => number
  /** Called when a write was confirmed only after its change was to count: what was received in between may have been decided without it. */
  readonly onLateWrite: (lateMs: number) => void
}

/** The ledger of a process that is one among many that read and write it. */
export class SharedLedger implements TrackingLedger {
  readonly #store: Store
  readonly #options: SharedLedgerOptions
  readonly #known = new KnownChanges()
  readonly #turns = new Turns()
  /** The greatest instant that was given to a change of each network, also where it is not known whether it was stored. */
  readonly #lastAt = new Map<string, number>()
  #knownUntil = Number.NEGATIVE_INFINITY
  #newestInsertedAt = 0
  #lastFullReadAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined
  #nextRead: Promise<void> | undefined

  private constructor(store: Store, options: SharedLedgerOptions) {
    this.#store = store
    this.#options = options
  }

  static async open(store: Store, options: SharedLedgerOptions): Promise<SharedLedger> {
    const ledger = new SharedLedger(store, options)
    await ledger.refresh()
    return ledger
  }

  get ledger(): Ledger {
    return this.#known.ledger
  }

  now(): number {
    return this.#options.now()
  }

  get newestAt(): number {
    return this.#known.newestAt
  }

  get knownUntil(): number {
    return this.#knownUntil
  }

  changesOf(networkId: string): readonly LedgerEntry[] {
    return this.#known.changesOf(networkId)
  }

  /** Resolves after a read that began after the call; one read serves all who wait for it. */
  refresh(): Promise<void> {
    if (this.#reading === undefined) return this.#startRead()
    this.#nextRead ??= this.#reading
      .catch(() => {})
      .then(() => {
        this.#nextRead = undefined
        return this.#startRead()
      })
    return this.#nextRead
  }

  /** Reads again and again, so that what is known is never older than that; failures are left to the next time. Returns how to stop. */
  readEvery(ms: number): () => void {
    const timer = setInterval(() => void this.refresh().catch(() => {}), ms)
    timer.unref()
    return () => clearInterval(timer)
  }

  async append(change: RequestedChange, changedBy: string): Promise<LedgerEntry> {
    const { entry, due } = await this.#turns.take(change.networkId, () => this.#write(change, changedBy))
    await untilPast(due, this.#options.now, longestWaitMs)
    return entry
  }

  async #write(change: RequestedChange, changedBy: string): Promise<{ readonly entry: LedgerEntry; readonly due: Due }> {
    const { networkId } = change
    // So that a network's changes have growing instants, whoever wrote the one before, and what changes nothing is seen.
    await this.refresh()
    const changes = this.changesOf(networkId)
    const now = this.#options.now()
    const lastAt = this.#lastAt.get(networkId) ?? 0
    const newestAt = changes.at(-1)?.at ?? 0
    // After a write that failed and may be stored yet, nothing is certain to change nothing.
    const noOp = lastAt > newestAt ? undefined : noOpOf(changes, change, changedBy, now)
    if (noOp !== undefined) return { entry: noOp, due: dueAt(noOp.at, now) }
    const at = Math.max(now + leadMs, Math.max(lastAt, newestAt) + 1)
    this.#lastAt.set(networkId, at)
    const entry = entryAt(at, change, changedBy)
    const due = dueAt(at, now)
    await appendTrackingChanges(this.#store, [entry])
    // By a clock that nobody sets: otherwise a jump would hide a late write, or make one up.
    const lateMs = Math.ceil(performance.now() - due.uptimeMs)
    if (lateMs > 0) this.#options.onLateWrite(lateMs)
    this.#known.add([entry])
    return { entry, due }
  }

  #startRead(): Promise<void> {
    const reading = this.#read().finally(() => {
      if (this.#reading === reading) this.#reading = undefined
    })
    this.#reading = reading
    return reading
  }

  async #read(): Promise<void> {
    const beganAt = this.#options.now()
    // After a clock was set back the last full read lies ahead.
    const sinceFullMs = beganAt - this.#lastFullReadAt
    const isFull = sinceFullMs >= fullReadEveryMs || sinceFullMs < 0
    const { entries, newestInsertedAt } = await readTrackingChanges(this.#store, isFull ? undefined : this.#lookBackTo(beganAt))
    this.#known.add(entries)
    this.#newestInsertedAt = Math.max(this.#newestInsertedAt, newestInsertedAt)
    if (isFull) this.#lastFullReadAt = beganAt
    // Not the greatest so far: after a clock was set back this read is the one that tells.
    this.#knownUntil = beganAt - readAfterReceiptMs
  }

  /** Where the newest entry lies ahead of this clock a server's clock was wrong, and what it stores with the right one must not be missed. */
  #lookBackTo(now: number): number {
    return Math.min(this.#newestInsertedAt, now) - lookBackMs
  }
}
