import { chmod, mkdir, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ExplainedError } from '@stitchlog/contracts'
import { readVersion } from '@stitchlog/service-kit'
import { type BackupManifest, type Store, syncFolder, takeBackup } from '@stitchlog/store'
import { isSampleRemoved } from './remove-sample.ts'

/**
 * Backs up an open data folder, while it is in use. Resolves when the backup has reached the disk. The secret that signs tokens is not in it: whoever gets hold
 * of an old backup is not to get in.
 *
 * @param folder absolute path of the folder of backups, made if missing
 * @throws ExplainedError `store-unavailable`
 */
export async function backUpDataFolder(
  store: Store,
  dataFolder: string,
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<BackupManifest> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new ExplainedError('store-unavailable', `cannot write to the folder of backups ${folder}: ${error.message}`, { cause: error })
  })
  const manifest = await takeBackup(store, {
    place: { kind: 'folder', folder },
    name,
    version: readVersion(),
    isSampleRemoved: await isSampleRemoved(dataFolder),
    now: Date.now,
  })
  await sync(join(folder, name))
  await syncFolder(folder)
  return manifest
}

/** Writes everything in a folder through to the disk, readable by its owner only. */
async function sync(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await sync(path)
    else {
      const handle = await open(path, 'r+')
      try {
        await handle.chmod(0o600)
        await handle.sync()
      } finally {
        await handle.close()
      }
    }
  }
  await chmod(folder, 0o700)
  await syncFolder(folder)
}
