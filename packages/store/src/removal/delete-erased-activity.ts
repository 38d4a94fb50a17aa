import type { Store } from '../engine/store.ts'
import { mutationTarget } from '../schema/cluster-schema.ts'
import { sqlText } from '../sql/sql-text.ts'
import { coveredBy, type ErasedTable, type Erasure, erasedTables } from './erased-tables.ts'

/**
 * Deletes the activity that erasures cover. Their ledger entries have already made it unreadable. After this, no query finds it even without the
 * ledger. One statement per table, because each rewrites parts; none where there is nothing to delete.
 *
 * @param erasures at most `erasuresPerStatement`
 */
export async function deleteErasedActivity(store: Pick<Store, 'removalQueries' | 'cluster'>, erasures: readonly Erasure[]): Promise<void> {
  for (const table of erasedTables) {
    const found = await withRows(store, table, erasures)
    if (found.length === 0) continue
    await store.removalQueries.execute(`DELETE FROM ${mutationTarget(table.name, store.cluster)} WHERE ${coveredBy(table, found)}`)
  }
}

/** The erasures that cover a row that is there. */
async function withRows({ removalQueries }: Pick<Store, 'removalQueries'>, table: ErasedTable, erasures: readonly Erasure[]): Promise<Erasure[]> {
  const people = erasures.filter(({ userId }) => userId !== undefined)
  const firstAt = new Map<string, number>()
  if (people.length > 0) {
    const ids = people.map(({ networkId, userId = '' }) => `(${sqlText(networkId)}, ${sqlText(userId)})`).join(', ')
    const rows = await removalQueries.selectRows<[networkId: string, userId: string, firstAt: number]>(`
      SELECT network_id, user_id, toUnixTimestamp64Milli(min(${table.instant}))
      FROM ${table.name}
      WHERE (network_id, user_id) IN (${ids})
      GROUP BY network_id, user_id`)
    for (const [networkId, userId, at] of rows) firstAt.set(`${networkId}\n${userId}`, at)
  }
  const found = people.filter(({ networkId, userId, erasedAt }) => (firstAt.get(`${networkId}\n${userId}`) ?? Number.POSITIVE_INFINITY) <= erasedAt)
  for (const erasure of erasures) {
    if (erasure.userId !== undefined) continue
    const rows = await removalQueries.selectRows(`SELECT 1 FROM ${table.name} WHERE ${coveredBy(table, [erasure])} LIMIT 1`)
    if (rows.length > 0) found.push(erasure)
  }
  return found
}
