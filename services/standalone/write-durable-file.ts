import { link, mkdtemp, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Writes a small file so that it is there whole, or not at all, also after a power cut; resolves when it has reached the disk.
 *
 * @param ifMissing leaves a file alone that is there already
 * @returns whether it was written
 */
export async function writeDurableFile(file: string, content: string, { ifMissing = false } = {}): Promise<boolean> {
  const folder = dirname(file)
  const draftFolder = await mkdtemp(join(folder, '.draft-'))
  try {
    const draft = join(draftFolder, 'file')
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (ifMissing) await link(draft, file)
    else await rename(draft, file)
  } catch (error) {
    if (ifMissing && error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draftFolder, { recursive: true })
    await syncFolder(folder)
  }
  return true
}

/** Has the names in a folder reach the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Some file systems know no such thing for folders.
    if (!(error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'EISDIR'))) throw error
  } finally {
    await handle.close()
  }
}
