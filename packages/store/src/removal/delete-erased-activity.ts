import type { Store } from '../engine/store.ts'
import { mutationTarget } from '../schema/cluster-schema.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import { type ErasedTable, erasedTables } from './erased-tables.ts'

export interface Erasure {
  readonly networkId: string
  /** Undefined for the whole network. */
  readonly userId: string | undefined
  /** Epoch milliseconds. Covered is what began at or before this instant. */
  readonly erasedAt: number
}

/**
 * Deletes the activity that erasures cover. Their ledger entries have already made it unreadable. After this, no query finds it even without the
 * ledger. One statement per table, because each rewrites parts; none where there is nothing to delete.
 *
 * @param erasures not more than a few hundred: they become one condition
 */
export async function deleteErasedActivity(store: Pick<Store, 'removalQueries' | 'cluster'>, erasures: readonly Erasure[]): Promise<void> {
  for (const table of erasedTables) {
    const found = await withRows(store, table, erasures)
    if (found.length === 0) continue
    const condition = found.map((erasure) => conditionOf(table, erasure)).join(' OR ')
    await store.removalQueries.execute(`DELETE FROM ${mutationTarget(table.name, store.cluster)} WHERE ${condition}`)
  }
}

function conditionOf({ instant }: ErasedTable, { networkId, userId, erasedAt }: Erasure): string {
  const user = userId === undefined ? '' : ` AND user_id = ${sqlText(userId)}`
  return `(network_id = ${sqlText(networkId)}${user} AND ${instant} <= ${sqlInstant(erasedAt)})`
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
    const rows = await removalQueries.selectRows(`SELECT 1 FROM ${table.name} WHERE ${conditionOf(table, erasure)} LIMIT 1`)
    if (rows.length > 0) found.push(erasure)
  }
  return found
}
