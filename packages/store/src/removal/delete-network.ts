import type { Store } from '../engine/store.ts'
import { mutationTarget } from '../schema/cluster-schema.ts'
import { sqlText } from '../sql/sql-text.ts'

const tables = ['session_spans', 'user_days', 'ledger_checkpoints', 'tracking_ledger', 'access_log']

/** Deletes a network with its ledger, as if it had never existed. This is not an erasure: an erasure also keeps late events out. */
export async function deleteNetwork({ ledgerQueries, cluster }: Store, networkId: string): Promise<void> {
  for (const table of tables) await ledgerQueries.execute(`DELETE FROM ${mutationTarget(table, cluster)} WHERE network_id = ${sqlText(networkId)}`)
}
