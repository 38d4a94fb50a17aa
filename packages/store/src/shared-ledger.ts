import { setTimeout } from 'node:timers/promises'
import type { Ledger } from '@stitchlog/timeline'
import { appendTrackingChanges, type LedgerEntry } from './append-tracking-changes.ts'
import { KnownChanges } from './known-changes.ts'
import { readTrackingChanges } from './read-tracking-changes.ts'
import type { Store } from './store.ts'
import { changeIdAt, type RequestedChange, type TrackingLedger } from './tracking-ledger.ts'

/** From now to the instant that a live change counts from: it covers the write and the difference of the machines' clocks. */
const leadMs = 2000

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
    await ledger.settled()
    return ledger
  }

  get ledger(): Ledger {
    return this.#known.ledger
  }

  get knownUntil(): number {
    return this.#knownUntil
  }

  changesOf(networkId: string): readonly LedgerEntry[] {
    return this.#known.changesOf(networkId)
  }

  /** Resolves after a read that began after the call; one read serves all who wait for it. */
  settled(): Promise<void> {
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
    const timer = setInterval(() => void this.settled().catch(() => {}), ms)
    timer.unref()
    return () => clearInterval(timer)
  }

  async append(change: RequestedChange, changedBy: string): Promise<LedgerEntry> {
    const { now, onLateWrite } = this.#options
    // So that a network's changes have growing instants, whoever wrote the one before.
    await this.settled()
    const lastAt = Math.max(this.#lastAt.get(change.networkId) ?? 0, this.changesOf(change.networkId).at(-1)?.at ?? 0)
    const at = Math.max(now() + leadMs, lastAt + 1)
    this.#lastAt.set(change.networkId, at)
    const entry: LedgerEntry = { ...change, at, changeId: changeIdAt(at), changedBy }
    await appendTrackingChanges(this.#store, [entry])
    const lateMs = now() - at
    if (lateMs > 0) onLateWrite(lateMs)
    this.#known.add([entry])
    // Strictly past: what is received after the answer is not received at the instant itself.
    while (now() <= at) await setTimeout(at - now() + 1)
    return entry
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
    const isFull = beganAt - this.#lastFullReadAt >= fullReadEveryMs
    const { entries, newestInsertedAt } = await readTrackingChanges(this.#store, isFull ? undefined : this.#newestInsertedAt - lookBackMs)
    this.#known.add(entries)
    this.#newestInsertedAt = Math.max(this.#newestInsertedAt, newestInsertedAt)
    if (isFull) this.#lastFullReadAt = beganAt
    this.#knownUntil = Math.max(this.#knownUntil, beganAt - readAfterReceiptMs)
  }
}
