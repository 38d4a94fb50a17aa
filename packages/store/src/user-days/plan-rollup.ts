import { longestTimeoutMs } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'

/**
 * Which dates of which users are to be rolled up: those of spans that were stored since an instant, all those of whom an erasure covers that was
 * stored since, those whose night came (their end plus the longest timeout) after one instant and not after another and of which nothing was
 * stored since a third, those at the edge of what is kept of networks whose retention was changed since an instant, or a range of dates.
 * Instants are epoch milliseconds.
 */
export type RollupScope =
  | { readonly kind: 'stored' | 'erased' | 'retained'; readonly since: number }
  | { readonly kind: 'ended'; readonly after: number; readonly until: number; readonly storedBefore: number }
  | { readonly kind: 'dates'; readonly from: string; readonly to: string; readonly networkId: string | undefined }

/** Dates (inclusive) of one month, in so many pieces by user. */
export interface RollupMonth {
  readonly from: string
  readonly to: string
  readonly chunkCount: number
}

/**
 * What a rollup has to do: the months in which something was touched, each in as many pieces as keep one piece to about
 * `maxSpansPerChunk` spans.
 */
export async function planRollup({ jobQueries }: Store, scope: RollupScope, maxSpansPerChunk: number): Promise<RollupMonth[]> {
  const rows = await jobQueries.selectRows<[from: string, to: string, touched: number]>(`
      SELECT min(local_date), max(local_date), count()
      FROM session_spans
      WHERE ${touchedCondition(scope)}
      GROUP BY toYYYYMM(local_date)
      ORDER BY toYYYYMM(local_date)`)
  const months: RollupMonth[] = []
  for (const [from, to, touched] of rows) {
    const [spans] = await jobQueries.selectRows<[number]>(`SELECT count() FROM session_spans WHERE ${datesInReach(from, to)}`)
    const spanCount = spans?.[0] ?? 0
    // A touched date brings at most the other dates of its user in reach with it, as many spans on each.
    const atMost = Math.min(spanCount, touched * ((Date.parse(to) - Date.parse(from)) / 86_400_000 + 9))
    months.push({ from, to, chunkCount: Math.max(1, Math.ceil(atMost / maxSpansPerChunk)) })
  }
  return months
}

/** Spans that say what changed. The kinds stay apart because each reaches an index that an OR of them would not. */
export function touchedCondition(scope: RollupScope): string {
  if (scope.kind === 'dates') {
    const network = scope.networkId === undefined ? '1' : `network_id = ${sqlText(scope.networkId)}`
    return `local_date BETWEEN '${scope.from}' AND '${scope.to}' AND ${network}`
  }
  if (scope.kind === 'ended') {
    const [after, until] = [sqlInstant(scope.after - longestTimeoutMs), sqlInstant(scope.until - longestTimeoutMs)]
    // A date ends on the same or on the next date of UTC; its month is what bounds the search.
    const dates = `local_date BETWEEN toDate32(${after}) - 2 AND toDate32(${until}) + 1`
    return `${dates} AND day_end > ${after} AND day_end <= ${until} AND inserted_at < ${sqlInstant(scope.storedBefore)}`
  }
  const since = sqlInstant(scope.since)
  if (scope.kind === 'stored') return `inserted_at >= ${since}`
  if (scope.kind === 'retained') {
    // Where a sweep took a part of a date away, that date is among a network's first ones.
    const networks = `SELECT network_id FROM tracking_ledger WHERE change = 'retention' AND inserted_at >= ${since}`
    const first = `SELECT network_id, min(local_date) AS first FROM session_spans WHERE network_id GLOBAL IN (${networks}) GROUP BY network_id`
    return `(network_id, local_date) GLOBAL IN (SELECT network_id, arrayJoin([first, first + 1, first + 2, first + 3]) FROM (${first}))`
  }
  const erased = (columns: string, user: string) =>
    `(SELECT ${columns} FROM tracking_ledger WHERE change = 'erase' AND user_id ${user} AND inserted_at >= ${since})`
  return `((network_id, user_id) GLOBAL IN ${erased('network_id, user_id', "!= ''")} OR network_id GLOBAL IN ${erased('network_id', "= ''")})`
}

/** Which dates a span that says what changed calls for. That a date has ended changes nothing about those beside it. */
export const datesOfSpan = ({ kind }: RollupScope) =>
  kind === 'ended' ? 'local_date' : 'arrayJoin([local_date - 2, local_date - 1, local_date, local_date + 1, local_date + 2])'

/** A date is touched by the existing dates beside it, of which each may be two calendar dates away, and shows what theirs hold. */
export const datesInReach = (from: string, to: string) => `local_date BETWEEN toDate32('${from}') - 4 AND toDate32('${to}') + 4`
