import type { Ledger } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { appendTrackingChanges } from './append-tracking-changes.ts'
import type { ChangeQuotas } from './change-quotas.ts'
import { KnownChanges } from './known-changes.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { readFoldedLedger } from './read-folded-ledger.ts'
import { readStaleNetworks } from './read-stale-networks.ts'
import { type ReadChanges, readTrackingChanges } from './read-tracking-changes.ts'
import { RecentChanges } from './recent-changes.ts'
import { entryAt, noOpOf, type RequestedChange, type TrackingLedger } from './tracking-ledger.ts'
import { type Due, dueAt, untilPast } from './wait-until-past.ts'
import { Turns } from './write-turns.ts'

/** The lead: from now to the instant from which a live change counts. It covers the write and the skew between the machines' clocks. */
const leadMs = 2000

/** If a clock was ahead, a change may count later than after the lead. `append` waits at most this long. */
const longestWaitMs = leadMs + 2000

/** A read shows all changes that count for events received this long before the read began: the lead, minus the skew between two machines' clocks. */
const readAfterReceiptMs = 1000

/** No insert takes longer, so a new entry is at most this far behind the newest known one. */
const lookBackMs = 15 * 60_000

const fullReadEveryMs = 3_600_000

/** What counts for quotas was stored since then. */
const quotaMs = 3_600_000

export interface SharedLedgerOptions {
  readonly now: () => number
  /** Called when a write was confirmed only after its change should have counted: events in between may have been decided without it. */
  readonly onLateWrite: (lateMs: number, networkId: string) => void
  /** For processes that write; without it a network may have any number of changes. */
  readonly quotas?: ChangeQuotas
}

/**
 * The ledger of one process among many that read and write it.
 *
 * The states of a read:
 *
 * - none: `refresh` starts one.
 * - in progress (`#reading`): `refresh` adds one that waits, because only a read that begins after the call is recent enough.
 * - in progress, and one waiting (`#nextRead`): `refresh` shares the waiting one. It starts when the first has ended, even if that one failed.
 *
 * The states of a change, in the order that `append` leads it through:
 *
 * - waiting for its turn: one change of a network at a time.
 * - being read for: a fresh read. A no-op goes straight to counting. If the network has used up its quota, `append` throws.
 * - being written: its instant is the lead from now, and after that of every earlier change. If the write fails, `append` throws. The change may be
 *   stored all the same: then the next read shows it, and until one does, no change of the network is taken for a no-op.
 * - known: confirmed, and in `ledger`.
 * - counting: its instant has passed. `append` resolves then, or after `longestWaitMs` if this comes first.
 */
export class SharedLedger implements TrackingLedger {
  readonly #store: Store
  readonly #options: SharedLedgerOptions
  readonly #known = new KnownChanges()
  readonly #recent: RecentChanges | undefined
  readonly #turns = new Turns()
  /** For each network, the greatest instant of a change written here, even if it is unknown whether that change was stored. */
  readonly #lastAt = new Map<string, number>()
  #knownUntil = Number.NEGATIVE_INFINITY
  #newestInsertedAt = 0
  #lastFullReadAt = Number.NEGATIVE_INFINITY
  #fullRead: Promise<void> | undefined
  #reading: Promise<void> | undefined
  #nextRead: Promise<void> | undefined

  private constructor(store: Store, options: SharedLedgerOptions) {
    this.#store = store
    this.#options = options
    this.#recent = options.quotas && new RecentChanges(options.quotas)
  }

  static async open(store: Store, options: SharedLedgerOptions): Promise<SharedLedger> {
    const ledger = new SharedLedger(store, options)
    await ledger.#readFirst()
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

  /** Resolves after a read that began after the call. All waiting callers share one read. */
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

  /** Reads at this interval until `signal`. After a failure it waits for the next time. */
  readEvery(ms: number, signal: AbortSignal): void {
    if (signal.aborted) return
    const timer = setInterval(() => void this.refresh().catch(() => {}), ms)
    timer.unref()
    signal.addEventListener('abort', () => clearInterval(timer), { once: true })
  }

  async append(change: RequestedChange, changedBy: string): Promise<LedgerEntry> {
    const { entry, due } = await this.#turns.take(change.networkId, () => this.#write(change, changedBy))
    await untilPast(due, this.#options.now, longestWaitMs)
    return entry
  }

  async #write(change: RequestedChange, changedBy: string): Promise<{ readonly entry: LedgerEntry; readonly due: Due }> {
    const { networkId } = change
    // Read first: a network's changes must have growing instants whoever wrote the previous one, and a no-op must be recognised.
    await this.refresh()
    const now = this.#options.now()
    const lastAt = this.#lastAt.get(networkId) ?? 0
    const newestAt = this.#known.newestAtOf(networkId)
    // After a failed write, which may still be stored, no change is certain to be a no-op.
    const noOp = lastAt > newestAt ? undefined : noOpOf(this.ledger.get(networkId), change, changedBy, now)
    if (noOp !== undefined) return { entry: noOp, due: dueAt(noOp.at, now) }
    this.#recent?.require(change, now)
    const at = Math.max(now + leadMs, Math.max(lastAt, newestAt) + 1)
    this.#lastAt.set(networkId, at)
    const entry = entryAt(at, change, changedBy)
    const due = dueAt(at, now)
    await appendTrackingChanges(this.#store, [entry])
    // By the monotonic clock: otherwise a clock change would hide a late write, or report a false one.
    const lateMs = Math.ceil(performance.now() - due.uptimeMs)
    if (lateMs > 0) this.#options.onLateWrite(lateMs, networkId)
    this.#known.add([entry])
    await readStaleNetworks(this.#store, this.#known)
    this.#recent?.add(entry, now, now)
    return { entry, due }
  }

  #startRead(): Promise<void> {
    const reading = this.#read().finally(() => {
      if (this.#reading === reading) this.#reading = undefined
    })
    this.#reading = reading
    return reading
  }

  async #readFirst(): Promise<void> {
    const beganAt = this.#options.now()
    const recent = await readTrackingChanges(this.#store, beganAt - quotaMs)
    this.#count(recent, beganAt)
    // These were stored before the next read begins, so that finds them too.
    this.#known.recognise(recent.entries)
    await this.#readAll(beganAt, true)
    await readStaleNetworks(this.#store, this.#known)
    this.#knownUntil = beganAt - readAfterReceiptMs
  }

  async #read(): Promise<void> {
    const beganAt = this.#options.now()
    const recent = await readTrackingChanges(this.#store, this.#lookBackTo(beganAt))
    this.#known.add(recent.entries)
    this.#count(recent, beganAt)
    await readStaleNetworks(this.#store, this.#known)
    this.#newestInsertedAt = Math.max(this.#newestInsertedAt, recent.newestInsertedAt)
    // Not the maximum so far: after the clock was set back, only this read is right.
    this.#knownUntil = beganAt - readAfterReceiptMs
    // After the clock was set back, the last full read lies in the future.
    const sinceFullMs = beganAt - this.#lastFullReadAt
    if (sinceFullMs >= fullReadEveryMs || sinceFullMs < 0) this.#readAllAgain(beganAt)
  }

  /** In the background, because it takes long with a long history, and nobody is to wait for it. After a failure the next read begins another one. */
  #readAllAgain(beganAt: number): void {
    this.#fullRead ??= this.#readAll(beganAt)
      .catch(() => {})
      .finally(() => {
        this.#fullRead = undefined
      })
  }

  /** @param fromCheckpoints only at the start: every later read of all is of the ledger alone, whatever became of the checkpoints */
  async #readAll(beganAt: number, fromCheckpoints = false): Promise<void> {
    await this.#known.replace(undefined, async () => {
      const { ledger, newestInsertedAt } = await readFoldedLedger(this.#store, { fromCheckpoints })
      this.#newestInsertedAt = Math.max(this.#newestInsertedAt, newestInsertedAt)
      return ledger
    })
    this.#lastFullReadAt = beganAt
  }

  #count({ entries, insertedAt }: ReadChanges, now: number): void {
    for (const [nth, entry] of entries.entries()) this.#recent?.add(entry, insertedAt[nth] ?? 0, now)
  }

  /** If the newest entry is ahead of our clock, a server's clock was wrong. The entries that it stores with the right clock must not be missed. */
  #lookBackTo(now: number): number {
    return Math.min(this.#newestInsertedAt, now) - lookBackMs
  }
}
