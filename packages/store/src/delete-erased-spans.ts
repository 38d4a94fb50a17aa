import { mutationTarget } from './cluster-schema.ts'
import { sqlText } from './sql-text.ts'
import type { Store } from './store.ts'

/** Deletes what an erasure covers: it has been unreadable since the erasure was written; from now on no query finds it, whatever the ledger says. */
export async function deleteErasedSpans({ ledgerQueries, cluster }: Store, networkId: string, userId: string, erasedAt: number): Promise<void> {
  await ledgerQueries.command({
    query: `
      DELETE FROM ${mutationTarget('session_spans', cluster)}
      WHERE network_id = ${sqlText(networkId)} AND user_id = ${sqlText(userId)} AND started_at <= fromUnixTimestamp64Milli(${erasedAt}, 'UTC')`,
  })
}
