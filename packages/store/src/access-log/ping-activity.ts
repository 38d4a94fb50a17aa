import type { Store } from '../engine/store.ts'
import { accessLogColumns } from './access-log-columns.ts'

/**
 * Resolves when activity can be read: the tables and views of the query service exist, have the expected columns, and access is granted.
 *
 * @throws what the connection throws
 */
export async function pingActivity({ queries }: Pick<Store, 'queries'>): Promise<void> {
  for (const table of ['sessions', 'user_days']) await queries.selectRows(`SELECT * FROM ${table} LIMIT 0`)
  // By name, since looks are written by name.
  await queries.selectRows(`SELECT ${accessLogColumns.join(', ')} FROM access_log LIMIT 0`)
}
