import { lstat, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDataFolder, readOrMakeTokenSecret } from '../../services/standalone/data-folder.ts'

/** Other people of the same machine. */
let folder: string
let outside: string
beforeAll(async () => {
  process.umask(0o022)
  folder = await mkdtemp(join(tmpdir(), 'stitchlog-folder-'))
  outside = join(await mkdtemp(join(tmpdir(), 'stitchlog-outside-')), 'file')
  await writeFile(outside, '', { mode: 0o644 })
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await rm(join(outside, '..'), { recursive: true })
})

/** Everything in a folder that others than its owner may read, write or enter. */
async function openToOthers(top: string): Promise<string[]> {
  const names = ['', ...(await readdir(top, { recursive: true }))]
  const modes = await Promise.all(names.map(async (name) => ({ name, stats: await lstat(join(top, name)) })))
  return modes.filter(({ stats }) => !stats.isSymbolicLink() && (stats.mode & 0o077) !== 0).map(({ name }) => name)
}

test('the data folder is its owner only, whoever made it, and so is all that comes into it', async () => {
  const data = join(folder, 'data')
  await mkdir(join(data, 'clickhouse', 'store', 'old'), { recursive: true, mode: 0o755 })
  await writeFile(join(data, 'clickhouse', 'store', 'old', 'part.bin'), 'x', { mode: 0o644 })
  await writeFile(join(data, 'sample-removed'), '', { mode: 0o666 })
  await symlink(outside, join(data, 'link'))
  expect((await openToOthers(data)).length).toBeGreaterThan(3)
  const store = await openDataFolder(data)
  await readOrMakeTokenSecret(data)
  await store.jobQueries.execute('CREATE TABLE later (id UInt8) ENGINE = MergeTree ORDER BY id')
  await store.insertRows('later', ['id'], Buffer.from('1\n'))
  await store.close()
  expect(await openToOthers(data)).toEqual([])
  // What a link leads to is somebody else's affair.
  expect((await lstat(outside)).mode & 0o777).toBe(0o644)
})
