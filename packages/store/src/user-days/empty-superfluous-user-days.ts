import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { newestUserDays } from './newest-user-days.ts'
import { type UserDaysPiece, userDaysPiece } from './user-days-piece.ts'

/** Writes a row without activity over each row of `user_days` whose date has no session any more. */
export async function emptySuperfluousUserDays(store: Store, piece: UserDaysPiece, rolledUpAt: number): Promise<void> {
  const { where, spanFilter } = userDaysPiece(piece)
  await store.jobQueries.execute(`
      INSERT INTO user_days (network_id, user_id, local_date, first_at, last_at, rolled_up_at)
      SELECT network_id, user_id, local_date, first_at, last_at, ${sqlInstant(rolledUpAt)}
      FROM ${newestUserDays(store, where)}
      WHERE session_count > 0
        AND (network_id, user_id, local_date) NOT IN (SELECT network_id, user_id, local_date FROM sessions WHERE ${where})
      SETTINGS ${spanFilter}`)
}
