import type { Connection } from '../engine/connection.ts'
import { ofAllNodes } from '../sql/of-all-nodes.ts'
import { sqlText } from '../sql/sql-text.ts'

/**
 * How tables are defined, on every node of a cluster that is up: nodes may differ, since one was added or away while a table was changed.
 *
 * @param tables names of tables with rows of their own
 * @returns for each table each definition that it has, once
 */
export async function tableDefinitions(
  connection: Connection,
  cluster: string | undefined,
  tables: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const source = ofAllNodes('system.tables', cluster)
  const rows = await connection.selectRows<[name: string, definitions: string[]]>(
    `
      SELECT name, groupUniqArray(create_table_query)
      FROM ${source}
      WHERE database = currentDatabase() AND name IN (${tables.map(sqlText).join(', ')})
      GROUP BY name`,
    { settings: ['skip_unavailable_shards = 1'] },
  )
  return new Map(rows)
}
