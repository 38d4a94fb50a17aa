import type { Store } from '../engine/store.ts'
import { sqlText } from '../sql/sql-text.ts'

/** Whether the database has a table, or view, of this name; a table that the user may not see counts as missing. */
export async function hasTable({ ledgerQueries }: Pick<Store, 'ledgerQueries'>, name: string): Promise<boolean> {
  const rows = await ledgerQueries.selectRows(`SELECT 1 FROM system.tables WHERE database = currentDatabase() AND name = ${sqlText(name)}`)
  return rows.length > 0
}
