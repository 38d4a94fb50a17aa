import { sqlInstant } from './sql-instant.ts'
import { sqlText } from './sql-text.ts'
import type { Store } from './store.ts'

/**
 * Deletes what an erasure covers: it has been unreadable since the erasure was written; from now on no query finds it, whatever the ledger says.
 *
 * @param userId undefined: the whole network
 */
export async function deleteErasedActivity(
  { ledgerQueries }: Pick<Store, 'ledgerQueries'>,
  networkId: string,
  userId: string | undefined,
  erasedAt: number,
): Promise<void> {
  const whose = `network_id = ${sqlText(networkId)}${userId === undefined ? '' : ` AND user_id = ${sqlText(userId)}`}`
  await ledgerQueries.command({ query: `DELETE FROM session_spans WHERE ${whose} AND started_at <= ${sqlInstant(erasedAt)}` })
  await ledgerQueries.command({ query: `DELETE FROM user_days WHERE ${whose} AND first_at <= ${sqlInstant(erasedAt)}` })
}
