import { link, mkdtemp, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder } from '@stitchlog/store'

/**
 * Writes a small file atomically: it exists completely or not at all, even after a power cut. Resolves when it has reached the disk.
 *
 * @param ifMissing does not replace an existing file
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
