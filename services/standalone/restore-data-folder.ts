import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ExplainedError } from '@stitchlog/contracts'
import { finishRestore, type RestoreOptions, restoreBackup, type Store, syncFolder } from '@stitchlog/store'
import { keepDefinitions, openEmbeddedStore } from '@stitchlog/store/embedded'
import { processUsing, unfinishedRestore } from './data-folder.ts'
import { keepSampleRemoved } from './remove-sample.ts'

/**
 * Restores a backup into a data folder that has no database. The database gets its name last of all, so it is there completely or not at all.
 *
 * @param rollUp computes what is not in the backup
 * @throws ExplainedError `store-unavailable`, also if there is a database
 */
export async function restoreDataFolder(dataFolder: string, options: RestoreOptions, rollUp: (store: Store) => Promise<void>): Promise<void> {
  const database = join(dataFolder, 'clickhouse')
  const isThere = await access(database).then(
    () => true,
    () => false,
  )
  if (isThere) throw new ExplainedError('store-unavailable', `there is a database in ${dataFolder} already: move its folder clickhouse away first`)
  process.umask(0o077)
  const draft = join(dataFolder, unfinishedRestore)
  const owner = await processUsing(draft)
  if (owner !== undefined) throw new ExplainedError('store-unavailable', `process ${owner} is restoring into ${dataFolder}`)
  // What an earlier one left that was cut off.
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true })
  const store = await openEmbeddedStore(draft)
  try {
    const { isSampleRemoved } = await restoreBackup(store, options)
    await rollUp(store)
    await finishRestore(store, options)
    if (isSampleRemoved === true) await keepSampleRemoved(dataFolder)
  } catch (error) {
    await store.close()
    if (error instanceof ExplainedError) await rm(draft, { recursive: true, force: true })
    throw error
  }
  await store.close()
  await keepDefinitions(draft)
  await rename(draft, database)
  await syncFolder(dataFolder)
}
