import { sqlText, tableFilters } from './sql-text.ts'
import type { Store } from './store.ts'
import { userDayColumns, userDaysFromSessions } from './user-days-from-sessions.ts'

/** A date of a user on which `user_days` does not say what `sessions` says. */
export interface UserDayDifference {
  readonly networkId: string
  readonly userId: string
  readonly date: string
  readonly kind: 'missing' | 'superfluous' | 'different'
}

/** How many differences of one piece are told. */
const maxDifferences = 1000

/**
 * Compares `user_days` with `sessions`, for one of `chunkCount` pieces of the users and a range of dates.
 *
 * @returns at most 1,000 differences
 */
export async function verifyUserDays(
  { jobQueries }: Store,
  { from, to, networkId }: { readonly from: string; readonly to: string; readonly networkId: string | undefined },
  chunk: number,
  chunkCount: number,
): Promise<UserDayDifference[]> {
  const users = `cityHash64(user_id) % ${chunkCount} = ${chunk} AND ${networkId === undefined ? '1' : `network_id = ${sqlText(networkId)}`}`
  const dates = `local_date BETWEEN '${from}' AND '${to}'`
  const key = ['network_id', 'user_id', 'local_date']
  const values = userDayColumns.filter((column) => !key.includes(column)).join(', ')
  const result = await jobQueries.query({
    query: `
      SELECT network_id, user_id, toString(local_date), countIf(source = 1), countIf(source = 2)
      FROM
      (
        SELECT ${key.join(', ')}, tuple(${values}) AS said, 1 AS source
        FROM (${userDaysFromSessions(`${users} AND ${dates}`)})
        UNION ALL
        SELECT ${key.join(', ')}, tuple(${values}) AS said, 2 AS source
        FROM user_days FINAL
        WHERE ${users} AND ${dates} AND session_count > 0
      )
      GROUP BY network_id, user_id, local_date
      HAVING count() != 2 OR uniqExact(said) != 1
      ORDER BY network_id, user_id, local_date
      LIMIT ${maxDifferences}
      SETTINGS output_format_json_quote_64bit_integers = 0,
        ${tableFilters({ session_spans: `${users} AND local_date BETWEEN toDate32('${from}') - 2 AND toDate32('${to}') + 2` })}`,
    format: 'JSONCompactEachRow',
  })
  return (await result.json<[string, string, string, number, number]>()).map(([networkId, userId, date, inSessions, inUserDays]) => ({
    networkId,
    userId,
    date,
    kind: inUserDays === 0 ? 'missing' : inSessions === 0 ? 'superfluous' : 'different',
  }))
}
