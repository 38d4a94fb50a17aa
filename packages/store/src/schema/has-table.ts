import type { Store } from '../engine/store.ts'
import { sqlText } from '../sql/sql-text.ts'

/**
 * Whether the database has a table, or view, of this name; a table that the user may not see counts as missing. On a cluster, whether any node has it: one
 * that was just added has nothing yet, and it may be the one that is asked.
 */
export async function hasTable({ ledgerQueries, cluster }: Pick<Store, 'ledgerQueries' | 'cluster'>, name: string): Promise<boolean> {
  const rows = await ledgerQueries.selectRows(
    `SELECT 1 FROM ${tablesOfAll(cluster)} WHERE database = currentDatabase() AND name = ${sqlText(name)} LIMIT 1`,
    { settings: ['skip_unavailable_shards = 1'] },
  )
  return rows.length > 0
}

/** What ClickHouse knows of the tables of all nodes that are up. */
export const tablesOfAll = (cluster: string | undefined): string =>
  cluster === undefined ? 'system.tables' : `clusterAllReplicas(${sqlText(cluster)}, system.tables)`
