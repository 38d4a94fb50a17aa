import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { tableFilters } from '../sql/sql-text.ts'
import { datesInReach, datesOfSpan, type RollupMonth, type RollupScope, touchedCondition } from './plan-rollup.ts'
import { userDayColumns, userDaysFromSessions } from './user-days-from-sessions.ts'

/**
 * Writes the rows of `user_days` for one piece of a month, on the server. Touched dates and the dates beside them are recomputed. Doing so
 * again does no harm.
 *
 * @param rolledUpAt taken before the call
 */
export async function rollUpUsers(
  { jobQueries }: Store,
  scope: RollupScope,
  { from, to, chunkCount }: RollupMonth,
  chunk: number,
  rolledUpAt: number,
): Promise<void> {
  const ofChunk = `cityHash64(user_id) % ${chunkCount} = ${chunk}`
  const touched = `
    FROM session_spans
    WHERE ${ofChunk} AND local_date BETWEEN '${from}' AND '${to}' AND ${touchedCondition(scope)}`
  await jobQueries.execute(`
      INSERT INTO user_days (${userDayColumns.join(', ')}, rolled_up_at)
      SELECT *, ${sqlInstant(rolledUpAt)}
      FROM
      (
        ${userDaysFromSessions(`
          (network_id, user_id) IN (SELECT network_id, user_id ${touched})
          AND (network_id, user_id, local_date) IN
          (
            SELECT DISTINCT network_id, user_id, ${datesOfSpan(scope)}
            ${touched}
          )`)}
      )
      SETTINGS ${[tableFilters({ session_spans: `${ofChunk} AND ${datesInReach(from, to)}` }), ...jobSettings].join(', ')}`)
}

/** Sorting and grouping spill to disk beyond this much memory. Dates next to a month's end may belong to another month. */
const jobSettings = [
  'max_partitions_per_insert_block = 0',
  'max_threads = 2',
  'max_bytes_before_external_group_by = 400000000',
  'max_bytes_before_external_sort = 400000000',
]
