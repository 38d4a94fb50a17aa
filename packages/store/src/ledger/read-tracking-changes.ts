import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { type LedgerEntry, ledgerEntryOf, type SelectedLedgerRow, selectedLedgerColumns } from './ledger-entry.ts'

/** A read that takes longer is aborted. */
const timeoutMs = 10_000

export interface ReadChanges {
  /** Each once, in the order in which they count: by instant, then by change id. */
  readonly entries: readonly LedgerEntry[]
  /** When each of them was stored, by the server's clock. */
  readonly insertedAt: readonly number[]
  /** When the newest of them was stored, by the server's clock; 0 if there are none. */
  readonly newestInsertedAt: number
}

/**
 * Reads the whole ledger, or the entries that are new since an instant (epoch milliseconds): those stored since then by the server's clock, and,
 * because that clock may be set back, those that count from then on.
 */
export async function readTrackingChanges({ ledgerQueries }: Pick<Store, 'ledgerQueries'>, since?: number): Promise<ReadChanges> {
  const rows = await ledgerQueries.selectRows<[insertedAt: number, ...SelectedLedgerRow]>(
    `
      SELECT toUnixTimestamp64Milli(inserted_at), ${selectedLedgerColumns}
      FROM tracking_ledger
      ${since === undefined ? '' : `WHERE inserted_at >= ${sqlInstant(Math.max(0, since))} OR at >= ${sqlInstant(Math.max(0, since))}`}
      ORDER BY at, change_id
      LIMIT 1 BY network_id, change_id`,
    { signal: AbortSignal.timeout(timeoutMs) },
  )
  const insertedAt = rows.map(([instant]) => instant)
  return {
    entries: rows.map(([, ...row]) => ledgerEntryOf(row)),
    insertedAt,
    newestInsertedAt: insertedAt.reduce((newest, instant) => Math.max(newest, instant), 0),
  }
}
