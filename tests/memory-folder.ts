import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

const memory = '/dev/shm'
const prefix = 'stitchlog-tests-'
const leastFreeBytes = 4 * 2 ** 30

/**
 * A folder in memory for what the tests of this process, and of its children, write. On a disk they wait until each row is written through. It goes
 * with the process; what an earlier one left that was killed goes now.
 *
 * @returns undefined on a machine without such a file system, or without room in it
 */
export function memoryFolder(): string | undefined {
  if (!existsSync(memory)) return undefined
  for (const name of readdirSync(memory)) {
    if (name.startsWith(prefix) && !existsSync(`/proc/${name.slice(prefix.length)}`)) rmSync(join(memory, name), { recursive: true, force: true })
  }
  const { bavail, bsize } = statfsSync(memory)
  if (bavail * bsize < leastFreeBytes) return undefined
  const folder = join(memory, `${prefix}${process.pid}`)
  mkdirSync(folder, { recursive: true })
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
