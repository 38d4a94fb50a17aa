import type { Store } from './store.ts'

/**
 * Resolves when the database responds.
 *
 * @throws what the connection throws
 */
export async function ping({ queries }: Pick<Store, 'queries'>): Promise<void> {
  await queries.execute('SELECT 1')
}
