import { ExplainedError } from '@stitchlog/contracts'
import { type ProcessSettings, prepareDatabase } from '../agreement/prepare-database.ts'
import type { Store } from '../engine/store.ts'
import { hasTable } from '../schema/has-table.ts'
import { hasExportedEntries } from './export-files.ts'

/**
 * Makes sure that a database without tables is a new one. Where its ledger export has entries, it was lost: with new tables, all networks would be off,
 * and nobody would be erased.
 *
 * @param folder of the ledger export, if there is one
 * @throws ExplainedError `store-unavailable`
 */
export async function refuseLostDatabase(store: Pick<Store, 'ledgerQueries' | 'cluster'>, folder: string | undefined): Promise<void> {
  if (folder === undefined || (await hasTable(store, 'schema_migrations')) || !(await hasExportedEntries(folder))) return
  throw new ExplainedError(
    'store-unavailable',
    `the database has no tables, but its ledger export has entries, so it was lost: restore a backup (npm run restore; docs/operating.md, "After the loss of the database")`,
  )
}

/**
 * `prepareDatabase`, but for a database that was lost.
 *
 * @param folder of the ledger export, if there is one
 * @throws ExplainedError as `prepareDatabase`, and `store-unavailable` if the database was lost
 */
export async function prepareBesideExport(store: Store, own: ProcessSettings, folder: string | undefined): Promise<readonly string[]> {
  await refuseLostDatabase(store, folder)
  return await prepareDatabase(store, own)
}
