import type { Store } from '../engine/store.ts'
import { mutationTarget } from '../schema/cluster-schema.ts'
import { coveredBy, type ErasedTable, type Erasure, erasedTables, erasuresPerStatement } from './erased-tables.ts'

/**
 * Takes what any erasure covers off the disk, whoever wrote it and when; also what was deleted before and is only hidden yet. Resolves when
 * the data has been rewritten without it.
 */
export async function sweepErased(store: Store): Promise<void> {
  for (const table of erasedTables) {
    const found = await findErased(store, table)
    for (let first = 0; first < found.length; first += erasuresPerStatement) {
      const condition = coveredBy(table, found.slice(first, first + erasuresPerStatement))
      await store.jobQueries.execute(`ALTER TABLE ${mutationTarget(table.name, store.cluster)} DELETE WHERE ${condition} SETTINGS mutations_sync = 1`)
    }
    // Rows that are only marked as deleted count as gone, so that the deletion passes over them.
    if (found.length > 0)
      await store.jobQueries.execute(`ALTER TABLE ${mutationTarget(table.name, store.cluster)} APPLY DELETED MASK SETTINGS mutations_sync = 1`)
  }
}

/** The latest erasure of each user or network of whom something is still there. */
async function findErased({ jobQueries }: Store, { name, instant }: ErasedTable): Promise<Erasure[]> {
  const erasures = (whose: string) =>
    `SELECT network_id, user_id AS erased_user, max(at) AS erased_at FROM tracking_ledger WHERE change = 'erase' AND user_id ${whose} GROUP BY network_id, user_id`
  const rows = await jobQueries.selectRows<[networkId: string, userId: string, at: number]>(
    `
      SELECT network_id, erased_user, toUnixTimestamp64Milli(max(erased_at))
      FROM ${name} AS t
      GLOBAL INNER JOIN (${erasures("!= ''")}) AS e ON t.network_id = e.network_id AND t.user_id = e.erased_user
      WHERE (t.network_id, t.user_id) GLOBAL IN (SELECT network_id, user_id FROM tracking_ledger WHERE change = 'erase') AND ${instant} <= erased_at
      GROUP BY network_id, erased_user
      UNION ALL
      SELECT network_id, erased_user, toUnixTimestamp64Milli(max(erased_at))
      FROM ${name} AS t
      GLOBAL INNER JOIN (${erasures("= ''")}) AS e ON t.network_id = e.network_id
      WHERE t.network_id GLOBAL IN (SELECT network_id FROM tracking_ledger WHERE change = 'erase' AND user_id = '') AND ${instant} <= erased_at
      GROUP BY network_id, erased_user`,
    { settings: ['apply_deleted_mask = 0'] },
  )
  return rows.map(([networkId, userId, erasedAt]) => ({ networkId, userId: userId === '' ? undefined : userId, erasedAt }))
}
