import type { Ledger } from '@stitchlog/timeline'
import type { LedgerEntry } from '../ledger/ledger-entry.ts'
import type { RequestedChange, TrackingLedger } from '../ledger/tracking-ledger.ts'
import type { LedgerExport } from './ledger-export.ts'

/** A ledger whose changes are confirmed only when its export has them too. If it cannot be written, `append` throws: the change may be stored all the same. */
export class ExportedLedger implements TrackingLedger {
  readonly #ledger: TrackingLedger
  readonly #export: Pick<LedgerExport, 'refresh'>

  constructor(ledger: TrackingLedger, ledgerExport: Pick<LedgerExport, 'refresh'>) {
    this.#ledger = ledger
    this.#export = ledgerExport
  }

  get ledger(): Ledger {
    return this.#ledger.ledger
  }

  get knownUntil(): number {
    return this.#ledger.knownUntil
  }

  get newestAt(): number {
    return this.#ledger.newestAt
  }

  now(): number {
    return this.#ledger.now()
  }

  refresh(networkId?: string): Promise<void> {
    return this.#ledger.refresh(networkId)
  }

  async append(change: RequestedChange, changedBy: string): Promise<LedgerEntry> {
    const entry = await this.#ledger.append(change, changedBy)
    // Also after a no-op: the change before it, which made it one, may have failed to be exported.
    await this.#export.refresh()
    return entry
  }
}
