import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './temporary-store.ts'

const canMount = spawnSync('mount', ['--version']).status === 0 && process.getuid?.() === 0
if (!canMount && process.env['CI'] === 'true') throw new Error('no file system can be mounted: nothing that needs a full disk can be tested')

/** In a process of its own, since one has one folder open in its life, and mutations on a full disk end only when there is space. */
const run = (disk: string, what: 'begin' | 'change' | 'look') =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'full-disk-process.ts'), disk, what], { encoding: 'utf8', timeout: 180_000 })

test.runIf(canMount)('a folder is opened again though tables were altered, and rows deleted, while the disk was full', { timeout: 600_000 }, () => {
  const disk = temporaryFolder()
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'stitchlog-test', disk]).status).toBe(0)
  try {
    expect(run(disk, 'begin').stdout).toContain('begun')
    const changed = run(disk, 'change')
    expect(changed.stdout, 'the fault is there, or this test tests nothing').toContain('left empty: definition mutation')
    expect(run(disk, 'look').stdout).toContain('shown: anna,ben')
  } finally {
    spawnSync('umount', ['-l', disk])
    rmSync(disk, { recursive: true, force: true })
  }
})
