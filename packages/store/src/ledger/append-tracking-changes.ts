import type { Store } from '../engine/store.ts'
import { type LedgerEntry, ledgerColumns, ledgerRowOf } from './ledger-entry.ts'

/** Appends to the ledger. Appending an entry again does no harm. */
export async function appendTrackingChanges({ insertRows }: Pick<Store, 'insertRows'>, entries: readonly LedgerEntry[]): Promise<void> {
  await insertRows('tracking_ledger', ledgerColumns, Buffer.from(entries.map(ledgerRowOf).join('')))
}
