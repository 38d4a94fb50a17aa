import type { Store } from '../engine/store.ts'
import { mutationTarget } from '../schema/cluster-schema.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'

/**
 * Deletes the activity that an erasure covers. The ledger entry has already made it unreadable. After this, no query finds it even without the
 * ledger.
 *
 * @param userId undefined for the whole network
 */
export async function deleteErasedActivity(
  { ledgerQueries, cluster }: Pick<Store, 'ledgerQueries' | 'cluster'>,
  networkId: string,
  userId: string | undefined,
  erasedAt: number,
): Promise<void> {
  const whose = `network_id = ${sqlText(networkId)}${userId === undefined ? '' : ` AND user_id = ${sqlText(userId)}`}`
  await ledgerQueries.execute(`DELETE FROM ${mutationTarget('session_spans', cluster)} WHERE ${whose} AND started_at <= ${sqlInstant(erasedAt)}`)
  await ledgerQueries.execute(`DELETE FROM ${mutationTarget('user_days', cluster)} WHERE ${whose} AND first_at <= ${sqlInstant(erasedAt)}`)
}
