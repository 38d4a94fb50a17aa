import { sqlText } from './sql-text.ts'
import type { Store } from './store.ts'

const tables = ['session_spans', 'user_days', 'tracking_ledger', 'access_log']

/** Deletes a network with its ledger, as if it had never been; resolves when that is done. No erasure, which keeps late events from coming back. */
export async function deleteNetwork({ ledgerQueries }: Store, networkId: string): Promise<void> {
  for (const table of tables) await ledgerQueries.command({ query: `DELETE FROM ${table} WHERE network_id = ${sqlText(networkId)}` })
}
