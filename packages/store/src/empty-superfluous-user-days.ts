import { sqlInstant } from './sql-instant.ts'
import { sqlText, tableFilters } from './sql-text.ts'
import type { Store } from './store.ts'

/** Writes a row without activity over each row of `user_days` whose date has no session any more, for one piece of the users of a month. */
export async function emptySuperfluousUserDays(
  { jobQueries }: Store,
  { from, to, networkId }: { readonly from: string; readonly to: string; readonly networkId: string | undefined },
  chunk: number,
  chunkCount: number,
  rolledUpAt: number,
): Promise<void> {
  const users = `cityHash64(user_id) % ${chunkCount} = ${chunk} AND ${networkId === undefined ? '1' : `network_id = ${sqlText(networkId)}`}`
  const dates = `local_date BETWEEN '${from}' AND '${to}'`
  await jobQueries.command({
    query: `
      INSERT INTO user_days (network_id, user_id, local_date, first_at, last_at, rolled_up_at)
      SELECT network_id, user_id, local_date, first_at, last_at, ${sqlInstant(rolledUpAt)}
      FROM user_days FINAL
      WHERE ${users} AND ${dates} AND session_count > 0
        AND (network_id, user_id, local_date) NOT IN (SELECT network_id, user_id, local_date FROM sessions WHERE ${users} AND ${dates})
      SETTINGS ${tableFilters({ session_spans: `${users} AND local_date BETWEEN toDate32('${from}') - 2 AND toDate32('${to}') + 2` })}`,
  })
}
