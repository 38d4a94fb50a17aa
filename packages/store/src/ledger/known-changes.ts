import { type GrowingNetworkLedger, growingNetworkLedger, type Ledger } from '@stitchlog/timeline'
import type { LedgerEntry } from './ledger-entry.ts'

/** The ledger entries that are known so far, each once, and the ledger folded from them. */
export class KnownChanges {
  readonly #entries = new Map<string, LedgerEntry[]>()
  readonly #ids = new Set<string>()
  readonly #ledger = new Map<string, GrowingNetworkLedger>()
  #newestAt = Number.NEGATIVE_INFINITY

  /** Grows as entries are added. */
  get ledger(): Ledger {
    return this.#ledger
  }

  /** The greatest instant of all entries; -Infinity if there are none. */
  get newestAt(): number {
    return this.#newestAt
  }

  /** A network's changes in the order in which they count. */
  changesOf(networkId: string): readonly LedgerEntry[] {
    return this.#entries.get(networkId) ?? []
  }

  /** Adds the entries that are new. One that comes after all others of its network, as most do, costs the same however many there are. */
  add(entries: readonly LedgerEntry[]): void {
    const outOfOrder = new Set<string>()
    for (const entry of entries) {
      const id = `${entry.networkId}\n${entry.changeId}`
      if (this.#ids.has(id)) continue
      this.#ids.add(id)
      this.#newestAt = Math.max(this.#newestAt, entry.at)
      const ofNetwork = this.#entries.get(entry.networkId)
      if (ofNetwork === undefined) {
        this.#entries.set(entry.networkId, [entry])
        this.#ledger.set(entry.networkId, growingNetworkLedger([entry]))
        continue
      }
      const last = ofNetwork.at(-1)
      ofNetwork.push(entry)
      const isLast = last === undefined || byPlace(last, entry) < 0
      if (!isLast || this.#ledger.get(entry.networkId)?.add(entry) !== true) outOfOrder.add(entry.networkId)
    }
    for (const networkId of outOfOrder) {
      const ofNetwork = this.#entries.get(networkId)?.sort(byPlace) ?? []
      this.#ledger.set(networkId, growingNetworkLedger(ofNetwork))
    }
  }
}

const byPlace = (a: LedgerEntry, b: LedgerEntry) => a.at - b.at || (a.changeId < b.changeId ? -1 : 1)
