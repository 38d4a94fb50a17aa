import { trackingChangeSchema } from '@stitchlog/contracts'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import type { LedgerEntry } from './append-tracking-changes.ts'

type Row = [
  networkId: string,
  at: number,
  changeId: string,
  change: string,
  userId: string,
  mobileTimeoutSeconds: number | null,
  webTimeoutSeconds: number | null,
  retentionDays: number | null,
  changedBy: string | null,
  insertedAt: number,
]

/** A read that takes longer is given up. */
const timeoutMs = 10_000

export interface ReadChanges {
  /** Each once, in the order in which they count: by instant, then by change id. */
  readonly entries: readonly LedgerEntry[]
  /** When the newest of them was stored, by the server's clock; 0 without any. */
  readonly newestInsertedAt: number
}

/**
 * The ledger, or what is new in it since an instant, in epoch milliseconds: what was stored since then by the server's clock, and, since that may be set
 * back, what counts from then on.
 */
export async function readTrackingChanges({ ledgerQueries }: Pick<Store, 'ledgerQueries'>, since?: number): Promise<ReadChanges> {
  const rows = await ledgerQueries.selectRows<Row>(
    `
      SELECT network_id, toUnixTimestamp64Milli(at), change_id, change, user_id, mobile_timeout_seconds, web_timeout_seconds, retention_days, changed_by,
        toUnixTimestamp64Milli(inserted_at)
      FROM tracking_ledger
      ${since === undefined ? '' : `WHERE inserted_at >= ${sqlInstant(Math.max(0, since))} OR at >= ${sqlInstant(Math.max(0, since))}`}
      ORDER BY at, change_id
      LIMIT 1 BY network_id, change_id`,
    { signal: AbortSignal.timeout(timeoutMs) },
  )
  return { entries: rows.map(entryOf), newestInsertedAt: rows.reduce((newest, row) => Math.max(newest, row[9]), 0) }
}

function entryOf([networkId, at, changeId, change, userId, mobile, web, days, changedBy]: Row): LedgerEntry {
  const parsed = trackingChangeSchema.parse({
    networkId,
    at,
    change,
    ...(userId === '' ? {} : { userId }),
    inactivityTimeoutSeconds: { ...(mobile === null ? {} : { mobile }), ...(web === null ? {} : { web }) },
    ...(days === null ? {} : { days }),
  })
  return { ...parsed, changeId, ...(changedBy === null ? {} : { changedBy }) }
}
