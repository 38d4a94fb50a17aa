import { GrowingNetworkLedger, type Ledger } from '@stitchlog/timeline'
import type { LedgerEntry } from './ledger-entry.ts'

/** Beyond the number that one read returns: these are recognised when they are read again. */
const leastRemembered = 10_000

/**
 * The ledger as far as it is known. It holds what the entries amount to, and not the entries themselves: the latest erasure of each person, and the periods.
 *
 * An entry that comes after those that decide on the same, as most do, is added and costs the same however many there are. Any other one is known already,
 * or was stored late. If that is not certain, its network is stale until it is read anew, which is always right.
 */
export class KnownChanges {
  readonly #ledger = new Map<string, GrowingNetworkLedger>()
  readonly #stale = new Set<string>()
  #newestAt = Number.NEGATIVE_INFINITY
  /** Ids of switches and retentions that were added lately, in two generations. */
  #recent = new Set<string>()
  #older = new Set<string>()
  /** For each read that is in progress, what was added since it began. */
  readonly #addedDuring = new Set<LedgerEntry[]>()

  /** Grows as entries are added. */
  get ledger(): Ledger {
    return this.#ledger
  }

  /** The networks whose ledger may lack an entry that was added. */
  get stale(): ReadonlySet<string> {
    return this.#stale
  }

  /** The greatest instant of all entries; -Infinity if there are none. */
  get newestAt(): number {
    return this.#newestAt
  }

  /** The greatest instant of a network's entries; 0 if there are none. */
  newestAtOf(networkId: string): number {
    return Math.max(0, this.#ledger.get(networkId)?.newestAt ?? 0)
  }

  /** Adds those of some stored entries that are new. */
  add(entries: readonly LedgerEntry[]): void {
    for (const added of this.#addedDuring) added.push(...entries)
    if (this.#recent.size > leastRemembered + 4 * entries.length) {
      this.#older = this.#recent
      this.#recent = new Set()
    }
    // An erasure may be added any number of times, in any order.
    for (const entry of entries) if (entry.change === 'erase' || !this.#remember(entry)) this.#fold(entry)
  }

  /** Notes that the ledger contains these entries, or will when a read has ended that begins after this. */
  recognise(entries: readonly LedgerEntry[]): void {
    for (const entry of entries) if (entry.change !== 'erase') this.#remember(entry)
  }

  /**
   * Puts what a read found in the place of a network, or of all. What is added while it reads is not lost: if all are read, at no moment does the ledger
   * lack what it had, as long as the store has it.
   *
   * @param read returns the ledger of that network, or of all, with every entry that was stored before it was called
   */
  async replace(networkId: string | undefined, read: () => Promise<ReadonlyMap<string, GrowingNetworkLedger>>): Promise<void> {
    const added: LedgerEntry[] = []
    this.#addedDuring.add(added)
    try {
      const found = await read()
      const before = new Map(networkId === undefined ? this.#ledger : [])
      if (networkId === undefined) {
        this.#ledger.clear()
        this.#stale.clear()
      } else {
        this.#ledger.delete(networkId)
        this.#stale.delete(networkId)
      }
      for (const [id, ledger] of found) {
        this.#ledger.set(id, ledger)
        this.#newestAt = Math.max(this.#newestAt, ledger.newestAt)
      }
      for (const entry of added) {
        if (networkId !== undefined && entry.networkId !== networkId) continue
        this.#fold(entry)
        // What was known before has this entry, and what was found perhaps not.
        const known = this.#stale.has(entry.networkId) ? before.get(entry.networkId) : undefined
        if (known !== undefined) this.#ledger.set(entry.networkId, known)
      }
    } finally {
      this.#addedDuring.delete(added)
    }
  }

  #fold(entry: LedgerEntry): void {
    const { networkId, at } = entry
    this.#newestAt = Math.max(this.#newestAt, at)
    const ledger = this.#ledger.get(networkId) ?? new GrowingNetworkLedger()
    this.#ledger.set(networkId, ledger)
    if (!ledger.add(entry)) this.#stale.add(networkId)
  }

  /** @returns whether it was remembered already */
  #remember({ networkId, changeId }: LedgerEntry): boolean {
    const id = `${networkId}\n${changeId}`
    const isKnown = this.#recent.has(id) || this.#older.has(id)
    this.#recent.add(id)
    return isKnown
  }
}
