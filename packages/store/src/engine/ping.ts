import type { Store } from './store.ts'

/**
 * Resolves when the database answers.
 *
 * @throws what the connection throws
 */
export async function ping({ queries }: Pick<Store, 'queries'>): Promise<void> {
  await queries.execute('SELECT 1')
}

/**
 * Resolves when activity can be read: what the query service reads is there, has the columns that it should have, and may be read.
 *
 * @throws what the connection throws
 */
export async function pingActivity({ queries }: Pick<Store, 'queries'>): Promise<void> {
  for (const table of ['sessions', 'user_days', 'access_log']) await queries.selectRows(`SELECT * FROM ${table} LIMIT 0`)
}
