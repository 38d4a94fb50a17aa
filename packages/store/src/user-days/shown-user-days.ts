import type { Store } from '../engine/store.ts'
import type { DateRange } from '../sessions/read-session-parts.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import { newestUserDays } from './newest-user-days.ts'

/** Which rows of `user_days` somebody asks for, and from when on they may be shown. */
export interface UserDaysAsked {
  readonly networkId: string
  readonly range: DateRange
  /** Retention, in epoch milliseconds: a day that began to be used before it is not shown. */
  readonly cutoff: number
  /** Of these users only. */
  readonly userIds?: readonly string[]
}

/**
 * The rows of a network that may be shown, as a FROM clause with its WHERE. A row that holds anything from up to an erasure is left out, whenever
 * and by whomever it was written; what came after the erasure has a row that begins after it.
 */
export function shownUserDays(store: Pick<Store, 'cluster'>, { networkId, range, cutoff, userIds }: UserDaysAsked): string {
  const network = `network_id = ${sqlText(networkId)}`
  const users = userIds === undefined ? '' : ` AND user_id IN (${userIds.map(sqlText).join(', ')})`
  return `
    FROM ${newestUserDays(store, `${network} AND local_date BETWEEN '${range.from}' AND '${range.to}'${users}`)} AS newest
    LEFT JOIN
    (
      SELECT user_id AS erased_user, max(at) AS erased_at, 1 AS is_erased
      FROM tracking_ledger
      WHERE ${network} AND change = 'erase' AND user_id != ''
      GROUP BY user_id
    ) AS erasure ON user_id = erased_user
    WHERE session_count > 0
      AND first_at >= ${sqlInstant(Math.max(0, cutoff))}
      AND NOT ifNull(is_erased = 1 AND first_at <= erased_at, 0)
      AND NOT ifNull(first_at <= (SELECT maxOrNull(at) FROM tracking_ledger WHERE ${network} AND change = 'erase' AND user_id = ''), 0)`
}

/** Each month's partition is merged for itself, in parallel. */
export const userDaysSettings = ['do_not_merge_across_partitions_select_final = 1']
