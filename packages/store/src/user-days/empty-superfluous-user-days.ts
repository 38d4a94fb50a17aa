import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { type UserDaysPiece, userDaysPiece } from './user-days-piece.ts'

/** Writes a row without activity over each row of `user_days` whose date has no session any more. */
export async function emptySuperfluousUserDays({ jobQueries }: Store, piece: UserDaysPiece, rolledUpAt: number): Promise<void> {
  const { where, spanFilter } = userDaysPiece(piece)
  await jobQueries.execute(`
      INSERT INTO user_days (network_id, user_id, local_date, first_at, last_at, rolled_up_at)
      SELECT network_id, user_id, local_date, first_at, last_at, ${sqlInstant(rolledUpAt)}
      FROM user_days FINAL
      WHERE ${where} AND session_count > 0
        AND (network_id, user_id, local_date) NOT IN (SELECT network_id, user_id, local_date FROM sessions WHERE ${where})
      SETTINGS ${spanFilter}`)
}
