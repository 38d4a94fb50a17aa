import { sqlText, tableFilters } from '../sql/sql-text.ts'

/**
 * Entries of a SETTINGS clause that make a read of one user from the view `sessions` fast. The tables below the view are read for that user only, so
 * the query need not repeat the condition. And the planner, which takes most of the time of such a small read, skips passes that improve nothing here
 * (measured together: a fifth of the time).
 *
 * @param spanCondition SQL condition on `session_spans`, in addition to the user
 */
export function userReadSettings(networkId: string, userId: string, spanCondition = '1'): string[] {
  const network = `network_id = ${sqlText(networkId)}`
  const filters = {
    session_spans: `${network} AND user_id = ${sqlText(userId)} AND ${spanCondition}`,
    tracking_ledger: `${network} AND user_id IN (${sqlText(userId)}, ${sqlText('')})`,
  }
  return [
    tableFilters(filters),
    'max_threads = 1',
    "join_algorithm = 'hash'",
    'use_statistics = 0',
    'allow_statistics_optimize = 0',
    'query_plan_optimize_join_order_limit = 0',
    'query_plan_remove_redundant_sorting = 0',
    'query_plan_remove_redundant_distinct = 0',
    'query_plan_remove_unused_columns = 0',
  ]
}
