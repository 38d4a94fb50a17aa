import type { Store } from '../engine/store.ts'
import { newestUserDays } from './newest-user-days.ts'
import { userDayColumns, userDaysFromSessions } from './user-days-from-sessions.ts'
import { type UserDaysPiece, userDaysPiece } from './user-days-piece.ts'

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
 * Compares `user_days` with `sessions`.
 *
 * @returns at most 1,000 differences
 */
export async function verifyUserDays(store: Store, piece: UserDaysPiece): Promise<UserDayDifference[]> {
  const { where, spanFilter } = userDaysPiece(piece)
  const key = ['network_id', 'user_id', 'local_date']
  const values = userDayColumns.filter((column) => !key.includes(column)).join(', ')
  const rows = await store.jobQueries.selectRows<[string, string, string, number, number]>(
    `
      SELECT network_id, user_id, toString(local_date), countIf(source = 1), countIf(source = 2)
      FROM
      (
        SELECT ${key.join(', ')}, tuple(${values}) AS said, 1 AS source
        FROM (${userDaysFromSessions(where)})
        UNION ALL
        SELECT ${key.join(', ')}, tuple(${values}) AS said, 2 AS source
        FROM ${newestUserDays(store, where)}
        WHERE session_count > 0
      )
      GROUP BY network_id, user_id, local_date
      HAVING count() != 2 OR uniqExact(said) != 1
      ORDER BY network_id, user_id, local_date
      LIMIT ${maxDifferences}`,
    { settings: [spanFilter] },
  )
  return rows.map(([networkId, userId, date, inSessions, inUserDays]) => ({
    networkId,
    userId,
    date,
    kind: inUserDays === 0 ? 'missing' : inSessions === 0 ? 'superfluous' : 'different',
  }))
}
