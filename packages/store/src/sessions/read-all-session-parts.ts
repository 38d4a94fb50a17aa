import type { SessionPart } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { sqlText, tableFilters } from '../sql/sql-text.ts'
import { spanDatesFor } from './read-session-parts.ts'
import { selectSessionParts } from './session-rows.ts'

interface PageSizes {
  /** How many spans one query reads, unless a single user has more in a month. This bounds the memory of a result. */
  readonly maxSpansPerPage: number
  /** Users are counted in batches of this size. */
  readonly usersPerCount: number
}

const defaultPageSizes: PageSizes = { maxSpansPerPage: 50_000, usersPerCount: 20_000 }

interface UserSpans {
  readonly networkId: string
  readonly userId: string
  readonly spanCount: number
}

/**
 * Reads every session part, sorted by network, user, date, start, device and time zone, in arrays of bounded size. While the caller is busy with one
 * array, the database reads the next.
 */
export async function* readAllSessionParts(store: Store, pageSizes = defaultPageSizes): AsyncGenerator<SessionPart[]> {
  yield* readAhead(readPages(store, pageSizes))
}

async function* readAhead<T>(values: AsyncGenerator<T>): AsyncGenerator<T> {
  const ask = () => {
    const asked = values.next()
    // Its failure is told when its turn comes.
    asked.catch(() => {})
    return asked
  }
  try {
    for (let next = ask(); ; ) {
      const { done, value } = await next
      if (done) return
      next = ask()
      yield value
    }
  } finally {
    await values.return(undefined)
  }
}

async function* readPages(store: Store, pageSizes: PageSizes): AsyncGenerator<SessionPart[]> {
  const { maxSpansPerPage, usersPerCount } = pageSizes
  let page: UserSpans[] = []
  let spanCount = 0
  for await (const user of countSpans(store, usersPerCount)) {
    if (page.length > 0 && spanCount + user.spanCount > maxSpansPerPage) {
      yield* readPage(store, page, maxSpansPerPage)
      page = []
      spanCount = 0
    }
    page.push(user)
    spanCount += user.spanCount
  }
  yield* readPage(store, page, maxSpansPerPage)
}

async function* countSpans({ queries }: Store, usersPerCount: number): AsyncGenerator<UserSpans> {
  for (let last: UserSpans | undefined, isEnd = false; !isEnd; ) {
    const rows = await queries.selectRows<[networkId: string, userId: string, spanCount: number]>(
      `
        SELECT network_id, user_id, count() AS span_count
        FROM session_spans
        ${last === undefined ? '' : `WHERE ${isAfter(last)}`}
        GROUP BY network_id, user_id
        ORDER BY network_id, user_id
        LIMIT ${usersPerCount}`,
      { settings: ['optimize_aggregation_in_order = 1'] },
    )
    for (const [networkId, userId, spanCount] of rows) {
      last = { networkId, userId, spanCount }
      yield last
    }
    isEnd = rows.length < usersPerCount
  }
}

async function* readPage(store: Store, page: readonly UserSpans[], maxSpansPerPage: number): AsyncGenerator<SessionPart[]> {
  const first = page[0]
  const last = page.at(-1)
  if (first === undefined || last === undefined) return
  const users = `${isNotBefore(first)} AND ${isNotAfter(last)}`
  if (first.spanCount <= maxSpansPerPage) {
    yield await selectSessionParts(store, '1', [tableFilters({ session_spans: users })])
    return
  }
  for (const month of await monthsOf(store, users)) {
    const filter = tableFilters({ session_spans: `${users} AND ${spanDatesFor(month)}` })
    yield await selectSessionParts(store, `local_date BETWEEN '${month.from}' AND '${month.to}'`, [filter])
  }
}

async function monthsOf({ queries }: Store, users: string): Promise<{ from: string; to: string }[]> {
  const rows = await queries.selectRows<[month: number, from: string, to: string]>(
    `SELECT toYYYYMM(local_date) AS month, min(local_date), max(local_date) FROM session_spans WHERE ${users} GROUP BY month ORDER BY month`,
  )
  return rows.map(([, from, to]) => ({ from, to }))
}

type UserKey = Pick<UserSpans, 'networkId' | 'userId'>

// Column by column, because ClickHouse can then use the primary key; it cannot for a comparison of tuples.
const isAfter = ({ networkId, userId }: UserKey) =>
  `(network_id > ${sqlText(networkId)} OR (network_id = ${sqlText(networkId)} AND user_id > ${sqlText(userId)}))`
const isNotBefore = ({ networkId, userId }: UserKey) =>
  `(network_id > ${sqlText(networkId)} OR (network_id = ${sqlText(networkId)} AND user_id >= ${sqlText(userId)}))`
const isNotAfter = ({ networkId, userId }: UserKey) =>
  `(network_id < ${sqlText(networkId)} OR (network_id = ${sqlText(networkId)} AND user_id <= ${sqlText(userId)}))`
