import type { Store } from '../engine/store.ts'
import { sqlText } from '../sql/sql-text.ts'
import { type LedgerEntry, ledgerEntryOf, type SelectedLedgerRow, selectedLedgerColumns } from './ledger-entry.ts'

/** All changes of a network, each once, in the order in which they count. Takes memory for each of them. */
export async function readNetworkChanges({ ledgerQueries }: Pick<Store, 'ledgerQueries'>, networkId: string): Promise<LedgerEntry[]> {
  const rows = await ledgerQueries.selectRows<SelectedLedgerRow>(`
    SELECT ${selectedLedgerColumns}
    FROM tracking_ledger
    WHERE network_id = ${sqlText(networkId)}
    ORDER BY tracking_ledger.at, change_id
    LIMIT 1 BY change_id`)
  return rows.map(ledgerEntryOf)
}
