import { copyFile, glob, mkdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/*
 * When the engine (26.7) writes a table's definition or a mutation to a full disk, it leaves an empty file, assumes success and continues. It
 * could not open such a folder again. So we keep copies of the definitions, and repair empty files before the engine opens the folder.
 */

const definitions = ['metadata/*.sql', 'store/*/*/*.sql']
const mutations = ['store/*/*/mutation_*.txt']
const copies = 'kept-definitions'

/**
 * Repairs a folder of the engine that no process has open: restores empty definitions from their copies, and deletes empty mutations. The next sweep
 * issues a deleted mutation again.
 *
 * @param folder absolute path; need not exist
 */
export async function mendFolder(folder: string): Promise<void> {
  for await (const file of glob(mutations, { cwd: folder })) if (await isEmpty(join(folder, file))) await unlink(join(folder, file))
  for await (const file of glob(definitions, { cwd: folder })) {
    const copy = join(folder, copies, file)
    if ((await isEmpty(join(folder, file))) && !(await isEmpty(copy))) await copyFile(copy, join(folder, file))
  }
}

/**
 * Copies the present definitions.
 *
 * @throws the file system's error, if there is no copy at all and none can be made
 */
export async function keepDefinitions(folder: string): Promise<void> {
  for await (const file of glob(definitions, { cwd: folder })) {
    if (await isEmpty(join(folder, file))) continue
    const copy = join(folder, copies, file)
    try {
      await mkdir(dirname(copy), { recursive: true })
      // The older copy stays until the new one is complete.
      await copyFile(join(folder, file), `${copy}.new`)
      await rename(`${copy}.new`, copy)
    } catch (error) {
      if (await isEmpty(copy)) throw error
    }
  }
}

/** True also if the file does not exist. */
const isEmpty = (file: string) =>
  stat(file).then(
    ({ size }) => size === 0,
    () => true,
  )
