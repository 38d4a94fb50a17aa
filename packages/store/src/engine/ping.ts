import type { Store } from './store.ts'

/**
 * Resolves when the database responds.
 *
 * @throws what the connection throws
 */
export async function ping({ queries }: Pick<Store, 'queries'>): Promise<void> {
  await queries.execute('SELECT 1')
}

/**
 * Resolves when activity can be read: the tables and views of the query service exist, have the expected columns, and access is granted.
 *
 * @throws what the connection throws
 */
export async function pingActivity({ queries }: Pick<Store, 'queries'>): Promise<void> {
  for (const table of ['sessions', 'user_days', 'access_log']) await queries.selectRows(`SELECT * FROM ${table} LIMIT 0`)
}
