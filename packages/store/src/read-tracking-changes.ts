import { trackingChangeSchema } from '@stitchlog/contracts'
import type { LedgerEntry } from './append-tracking-changes.ts'
import type { Store } from './store.ts'

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
]

/** The whole ledger, each entry once, in the order in which it counts: by instant, then by change id. */
export async function readTrackingChanges({ ledgerQueries }: Store): Promise<LedgerEntry[]> {
  const result = await ledgerQueries.query({
    query: `
      SELECT network_id, toUnixTimestamp64Milli(at), change_id, change, user_id, mobile_timeout_seconds, web_timeout_seconds, retention_days, changed_by
      FROM tracking_ledger
      ORDER BY at, change_id
      LIMIT 1 BY network_id, change_id
      SETTINGS output_format_json_quote_64bit_integers = 0`,
    format: 'JSONCompactEachRow',
  })
  return (await result.json<Row>()).map(entryOf)
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
