import { ExplainedError } from '@stitchlog/contracts'
import type { Store } from '../engine/store.ts'
import { hasTable } from './has-table.ts'

/** Is there while a restore is not finished. */
export const restoringTable = 'restoring'

/**
 * Keeps a start from a database that lacks a part of what it had.
 *
 * @throws ExplainedError `store-unavailable`
 */
export async function refuseWhileRestoring(store: Pick<Store, 'ledgerQueries' | 'cluster'>): Promise<void> {
  if (!(await hasTable(store, restoringTable))) return
  throw new ExplainedError('store-unavailable', 'a restore of this database has begun and is not finished: run npm run restore again')
}
