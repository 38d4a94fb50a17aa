// Runs before every command of package.json, on whatever Node the machine has (20 or later): installs what the lockfile says, once.
// Skipped while the lockfile is the one that was installed last, so that later starts are quick and work offline.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = `${root}node_modules/.installed-lockfile`
const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const inputs = ['pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((file) => readFileSync(root + file))
const wanted = createHash('sha256').update(Buffer.concat(inputs)).digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.error('Installing Stitchlog: about 560 MB the first time, most of it the database engine. Later starts skip this.')
  const { status, error } = spawnSync('npx', ['-y', packageManager, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    // Without a terminal pnpm would ask before it replaces a node_modules of other settings.
    env: { ...process.env, CI: 'true' },
  })
  if (error !== undefined || status !== 0) {
    console.error(
      `Installing failed${error === undefined ? '' : `: ${error.message}`}. It needs the npm registry, and a 64-bit Linux (glibc) or macOS.`,
    )
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}
