import type { Store } from '../engine/store.ts'
import { ofAllNodes } from '../sql/of-all-nodes.ts'

type Row = [node: string, name: string, engine: string, definition: string, changedAt: number]

/**
 * Gives nodes that were added to a cluster the tables that the others have, as these are now. The migrations made them once, and cannot be run again from the
 * first on, since later ones changed what earlier ones made. Nodes that are down are left for the next start.
 */
export async function completeNodes({ ledgerQueries, cluster }: Pick<Store, 'ledgerQueries' | 'cluster'>): Promise<void> {
  if (cluster === undefined) return
  // In one look, so that a node that is not reached for a moment lacks nothing: each has tables of the system at least, which stand under no name here.
  const rows = await ledgerQueries.selectRows<Row>(
    `
      SELECT concat(hostName(), ':', toString(tcpPort())) AS node, if(database = currentDatabase() AND NOT is_temporary, name, '') AS own,
        any(engine), any(create_table_query), toUnixTimestamp(max(metadata_modification_time))
      FROM ${ofAllNodes('system.tables', cluster)}
      GROUP BY node, own`,
    { settings: ['skip_unavailable_shards = 1'] },
  )
  const nodeCount = new Set(rows.map(([node]) => node)).size
  const byTable = Map.groupBy(
    rows.filter(([, name]) => name !== ''),
    ([, name]) => name,
  )
  const missing = [...byTable].filter(([, having]) => having.length < nodeCount)
  // The latest definition: a node that was away while a table was changed gets the change when it is back.
  const definitions = missing.flatMap(([, having]) => having.toSorted((a, b) => b[4] - a[4]).slice(0, 1))
  for (const [, name, , definition] of definitions.toSorted((a, b) => rank(a) - rank(b)))
    await ledgerQueries.execute(onAllNodes(name, definition, cluster))
}

/** First the tables that have rows, then those over them, then views. */
const rank = ([, , engine]: Row) => (engine.endsWith('MergeTree') ? 0 : engine === 'Distributed' ? 1 : 2)

/** A definition as ClickHouse tells it, as a statement that changes nothing where the table is there. */
function onAllNodes(name: string, definition: string, cluster: string): string {
  const statement = definition.replace(/^CREATE (TABLE|VIEW) \S+/, `CREATE $1 IF NOT EXISTS ${name} ON CLUSTER '${cluster}'`)
  if (statement === definition) throw new Error(`the table ${name} has a definition of an unknown form`)
  return statement
}
