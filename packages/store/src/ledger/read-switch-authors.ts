import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'

/** A read that takes longer is aborted. */
const timeoutMs = 10_000

/**
 * Who asked for some switches of a network: the subject of the token, by the instant of the switch; null where it is not known. Of several switches at
 * one instant the last counts. Reads these entries only, by the primary key.
 *
 * @param instants of switches, epoch milliseconds; a few hundred at most
 */
export async function readSwitchAuthors(
  { ledgerQueries }: Pick<Store, 'ledgerQueries'>,
  networkId: string,
  instants: readonly number[],
): Promise<Map<number, string | null>> {
  if (instants.length === 0) return new Map()
  const rows = await ledgerQueries.selectRows<[at: number, changedBy: string | null]>(
    `
      SELECT toUnixTimestamp64Milli(at), changed_by
      FROM tracking_ledger
      WHERE network_id = ${sqlText(networkId)} AND at IN (${instants.map(sqlInstant).join(', ')}) AND change IN ('on', 'off')
      ORDER BY at, change_id DESC
      LIMIT 1 BY at`,
    { signal: AbortSignal.timeout(timeoutMs) },
  )
  return new Map(rows)
}
