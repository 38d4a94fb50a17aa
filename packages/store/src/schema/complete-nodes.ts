import type { Store } from '../engine/store.ts'
import { sqlText } from '../sql/sql-text.ts'

/**
 * Gives nodes that were added to a cluster the tables that the others have, as these are now: migrations made them once, and what later ones changed cannot be
 * made again from the first on. Nodes that are down are left for the next start.
 */
export async function completeNodes({ ledgerQueries, cluster }: Pick<Store, 'ledgerQueries' | 'cluster'>): Promise<void> {
  if (cluster === undefined) return
  // The latest definition: a node that was away while a table was changed gets the change when it is back.
  const missing = await ledgerQueries.selectRows<[name: string, definition: string]>(
    `
    SELECT name, argMax(create_table_query, metadata_modification_time)
    FROM clusterAllReplicas(${sqlText(cluster)}, system.tables)
    WHERE database = currentDatabase() AND NOT is_temporary
    GROUP BY name
    HAVING count() < (SELECT count() FROM clusterAllReplicas(${sqlText(cluster)}, system.one))
    ORDER BY multiIf(any(engine) LIKE '%MergeTree', 0, any(engine) = 'Distributed', 1, 2), name`,
    { settings: ['skip_unavailable_shards = 1'] },
  )
  for (const [name, definition] of missing) await ledgerQueries.execute(onAllNodes(name, definition, cluster))
}

/** A definition as ClickHouse tells it, as a statement that changes nothing where the table is there. */
function onAllNodes(name: string, definition: string, cluster: string): string {
  const statement = definition.replace(/^CREATE (TABLE|VIEW) \S+/, `CREATE $1 IF NOT EXISTS ${name} ON CLUSTER '${cluster}'`)
  if (statement === definition) throw new Error(`the table ${name} has a definition of an unknown form`)
  return statement
}
