import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'

/** A read that takes longer is aborted. */
const timeoutMs = 10_000

/** Who asked for a change: the subject of the token, by the instant of the change; null where it is not known. */
export interface ChangeAuthors {
  readonly switch: ReadonlyMap<number, string | null>
  readonly retention: ReadonlyMap<number, string | null>
}

/**
 * Who asked for some switches and retentions of a network. Of several of one kind at one instant the last counts. Reads the entries of these instants
 * only, by the primary key.
 *
 * @param instants of changes, epoch milliseconds; a few hundred at most
 */
export async function readChangeAuthors(
  { ledgerQueries }: Pick<Store, 'ledgerQueries'>,
  networkId: string,
  instants: readonly number[],
): Promise<ChangeAuthors> {
  if (instants.length === 0) return { switch: new Map(), retention: new Map() }
  const rows = await ledgerQueries.selectRows<[at: number, isRetention: number, changedBy: string | null]>(
    `
      SELECT toUnixTimestamp64Milli(at), change = 'retention' AS is_retention, changed_by
      FROM tracking_ledger
      WHERE network_id = ${sqlText(networkId)} AND at IN (${instants.map(sqlInstant).join(', ')}) AND change IN ('on', 'off', 'retention')
      ORDER BY at, is_retention, change_id DESC
      LIMIT 1 BY at, is_retention`,
    { signal: AbortSignal.timeout(timeoutMs) },
  )
  const of = (kind: number) => new Map(rows.flatMap(([at, isRetention, by]) => (isRetention === kind ? [[at, by] as const] : [])))
  return { switch: of(0), retention: of(1) }
}
