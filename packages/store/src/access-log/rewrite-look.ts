import type { Store } from '../engine/store.ts'

const columns = 'occurred_at, network_id, user_id, reader, kind, from_date, to_date, read_id'

/**
 * Stores an entry of the access log once more, which shows once all the same: so it is known whether looks can be recorded, and no look is made up for it.
 * Nothing is stored if there is no entry.
 *
 * @throws what the connection throws
 */
export async function rewriteLook({ queries }: Pick<Store, 'queries'>): Promise<void> {
  await queries.execute(`INSERT INTO access_log (${columns}) SELECT ${columns} FROM access_log LIMIT 1`)
}
