import type { Store } from '../engine/store.ts'
import { ofAllNodes } from '../sql/of-all-nodes.ts'
import { sqlText } from '../sql/sql-text.ts'

/**
 * Whether the database has a table, or view, of this name; a table that the user may not see counts as missing. On a cluster, whether any node has it: one
 * that was just added has nothing yet, and it may be the one that is asked.
 */
export async function hasTable({ ledgerQueries, cluster }: Pick<Store, 'ledgerQueries' | 'cluster'>, name: string): Promise<boolean> {
  const rows = await ledgerQueries.selectRows(
    `SELECT 1 FROM ${ofAllNodes('system.tables', cluster)} WHERE database = currentDatabase() AND name = ${sqlText(name)} LIMIT 1`,
    { settings: ['skip_unavailable_shards = 1'] },
  )
  return rows.length > 0
}
