import type { Store } from '../engine/store.ts'
import { localTable, mutationTarget } from './cluster-schema.ts'

/**
 * The tables whose rows are answered for or committed past. Rollups count as done once they are in `user_days`. What is lost of the other tables,
 * which runs there were and which migrations, is done again.
 */
const tables = ['session_spans', 'tracking_ledger', 'access_log', 'user_days', 'agreed_settings']

/**
 * Has ClickHouse write through to the disk before it confirms inserts, or no longer; at each start, so that older databases get it too. Changes
 * nothing where it is so already.
 */
export async function setWriteThrough({ ledgerQueries, cluster }: Store, isOn: boolean): Promise<void> {
  const names = new Map(tables.map((table) => [localTable(table, cluster), table]))
  const rows = await ledgerQueries.selectRows<[name: string, definition: string]>(`
      SELECT name, create_table_query FROM system.tables
      WHERE database = currentDatabase() AND name IN (${[...names.keys()].map((name) => `'${name}'`).join(', ')})`)
  const value = isOn ? 1 : 0
  for (const [name, definition] of rows) {
    const table = names.get(name)
    const isSo = ['fsync_after_insert', 'fsync_part_directory'].every((setting) => definition.includes(`${setting} = ${value}`))
    if (table === undefined || isSo) continue
    await ledgerQueries.execute(
      `ALTER TABLE ${mutationTarget(table, cluster)} MODIFY SETTING fsync_after_insert = ${value}, fsync_part_directory = ${value}`,
    )
  }
}
