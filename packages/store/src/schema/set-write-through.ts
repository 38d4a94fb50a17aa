import type { Store } from '../engine/store.ts'
import { localTable, mutationTarget } from './cluster-schema.ts'
import { tableDefinitions } from './table-definitions.ts'

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
  const definitions = await tableDefinitions(
    ledgerQueries,
    cluster,
    tables.map((table) => localTable(table, cluster)),
  )
  const value = isOn ? 1 : 0
  const isSo = (definition: string) => ['fsync_after_insert', 'fsync_part_directory'].every((setting) => definition.includes(`${setting} = ${value}`))
  for (const table of tables) {
    if (definitions.get(localTable(table, cluster))?.every(isSo) ?? true) continue
    await ledgerQueries.execute(
      `ALTER TABLE ${mutationTarget(table, cluster)} MODIFY SETTING fsync_after_insert = ${value}, fsync_part_directory = ${value}`,
    )
  }
}
