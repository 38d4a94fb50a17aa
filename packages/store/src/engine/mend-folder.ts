import { copyFile, glob, mkdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/*
 * On a full disk the engine (26.7) leaves an empty file where it wrote a table's definition or a mutation, takes it for written, and goes on; such
 * a folder could not be opened again. So copies are kept of the definitions, and what is empty is mended before the engine sees it.
 */

const definitions = ['metadata/*.sql', 'store/*/*/*.sql']
const mutations = ['store/*/*/mutation_*.txt']
const copies = 'kept-definitions'

/**
 * Mends a folder of the engine that nothing has open: puts back definitions that are empty, and takes away mutations that are. A mutation that
 * goes this way is asked for again by the next sweep.
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
 * Keeps copies of the definitions as they are now.
 *
 * @throws what the file system throws where there is no copy at all and none can be made
 */
export async function keepDefinitions(folder: string): Promise<void> {
  for await (const file of glob(definitions, { cwd: folder })) {
    if (await isEmpty(join(folder, file))) continue
    const copy = join(folder, copies, file)
    try {
      await mkdir(dirname(copy), { recursive: true })
      // An older copy stays until the newer one is whole.
      await copyFile(join(folder, file), `${copy}.new`)
      await rename(`${copy}.new`, copy)
    } catch (error) {
      if (await isEmpty(copy)) throw error
    }
  }
}

/** Also where there is none. */
const isEmpty = (file: string) =>
  stat(file).then(
    ({ size }) => size === 0,
    () => true,
  )
