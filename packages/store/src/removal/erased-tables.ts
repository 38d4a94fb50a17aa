import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'

export interface Erasure {
  readonly networkId: string
  /** Undefined for the whole network. */
  readonly userId: string | undefined
  /** Epoch milliseconds. Covered is what began at or before this instant. */
  readonly erasedAt: number
}

/** A statement deletes for many erasures, since it rewrites whole parts; its condition must stay readable for the server, though. */
export const erasuresPerStatement = 200

/** A table with people's activity, and the instant in a row that an erasure must be before for the row to stay. */
export interface ErasedTable {
  readonly name: 'session_spans' | 'user_days'
  readonly instant: string
}

export const erasedTables: readonly ErasedTable[] = [
  { name: 'session_spans', instant: 'started_at' },
  { name: 'user_days', instant: 'first_at' },
]

/** The rows of a table that one of these erasures covers. */
export const coveredBy = (table: ErasedTable, erasures: readonly Erasure[]) => erasures.map((erasure) => conditionOf(table, erasure)).join(' OR ')

function conditionOf({ instant }: ErasedTable, { networkId, userId, erasedAt }: Erasure): string {
  const user = userId === undefined ? '' : ` AND user_id = ${sqlText(userId)}`
  return `(network_id = ${sqlText(networkId)}${user} AND ${instant} <= ${sqlInstant(erasedAt)})`
}
