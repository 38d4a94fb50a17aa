import type { AccessKind } from '@stitchlog/contracts'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'

/** A listed entry: a read, or an erasure from the ledger. */
export interface ListedAccess {
  readonly id: string
  /** Epoch milliseconds. */
  readonly occurredAt: number
  readonly reader: string
  readonly userId: string | null
  readonly kind: AccessKind
  readonly from: string | null
  readonly to: string | null
}

export interface AccessLogAsked {
  readonly networkId: string
  /** undefined: entries about everyone. Otherwise also reads of the whole network, because they concern each of its users. */
  readonly userId: string | undefined
  /** Epoch milliseconds: older entries are past the log's retention. */
  readonly cutoff: number
  /** The entry after which the page begins. */
  readonly after: { readonly value: number; readonly id: string } | undefined
  readonly limit: number
  /** Only entries of this reader. */
  readonly reader?: string | undefined
  readonly kind?: AccessKind | undefined
  /** Epoch milliseconds: only older entries. */
  readonly before?: number | undefined
  /** Looks of people at themselves only, or without these. */
  readonly looks?: 'own' | 'others' | 'all' | undefined
}

/**
 * Reads the access log of a network, including its erasures, newest first. Of several entries with one id, that with the narrowest range is listed: it
 * was written when the exact range was known.
 */
export async function readAccessLog({ queries }: Store, asked: AccessLogAsked): Promise<ListedAccess[]> {
  const { networkId, userId, cutoff, after, limit } = asked
  const user = userId === undefined ? '1' : `user_id IN (${sqlText(userId)}, ${sqlText('')})`
  const of = (instant: string) => `
    network_id = ${sqlText(networkId)} AND ${user} AND ${instant} >= ${sqlInstant(Math.max(0, cutoff))}
    ${after === undefined ? '' : `AND ${instant} <= ${sqlInstant(after.value)}`}`
  const page = after === undefined ? '1' : `(occurred_ms < ${after.value} OR (occurred_ms = ${after.value} AND id < ${sqlText(after.id)}))`
  const rows = await queries.selectRows<Row>(`
      SELECT id, occurred_ms, reader, user, kind, from_date, to_date
      FROM
      (
        SELECT toString(read_id) AS id, toUnixTimestamp64Milli(occurred_at) AS occurred_ms, reader, user_id AS user, toString(kind) AS kind,
          toString(from_date) AS from_date, toString(to_date) AS to_date
        FROM access_log
        WHERE ${of('occurred_at')}
        UNION ALL
        SELECT change_id AS id, toUnixTimestamp64Milli(at) AS occurred_ms, ifNull(changed_by, '') AS reader, user_id AS user, 'erasure' AS kind,
          NULL AS from_date, NULL AS to_date
        FROM tracking_ledger
        WHERE ${of('at')} AND change = 'erase'
      )
      WHERE ${page} AND ${filterOf(asked)}
      ORDER BY occurred_ms DESC, id DESC, to_date, from_date DESC
      LIMIT 1 BY id
      LIMIT ${limit}`)
  type Row = [id: string, occurredAt: number, reader: string, user: string, kind: AccessKind, from: string | null, to: string | null]
  return rows.map(([id, occurredAt, reader, user, kind, from, to]) => ({
    id,
    occurredAt,
    reader,
    userId: user === '' ? null : user,
    kind,
    from,
    to,
  }))
}

const ownLook = "(reader = user AND kind != 'erasure')"

function filterOf({ reader, kind, before, looks = 'all' }: AccessLogAsked): string {
  const conditions = [
    reader === undefined ? '1' : `reader = ${sqlText(reader)}`,
    kind === undefined ? '1' : `kind = ${sqlText(kind)}`,
    before === undefined ? '1' : `occurred_ms < ${Math.round(before)}`,
    { all: '1', own: ownLook, others: `NOT ${ownLook}` }[looks],
  ]
  return conditions.join(' AND ')
}
