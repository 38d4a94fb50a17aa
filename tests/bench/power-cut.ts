// node tests/bench/power-cut.ts [ROUNDS] (as root, on Linux)
//
// Standalone on a file system of its own, which commits by itself as seldom as it can. After each answer the disk below is copied, as a power cut would
// leave it; Stitchlog is started on each copy and has to know what was answered. STITCHLOG_FSYNC=off shows what it is for.

import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiOf, end, startStandalone } from '../../services/standalone/tests/standalone-process.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { wholeNumbers } from './whole-numbers.ts'

endWithHelpIfAsked(import.meta.filename)

const [rounds = 0] = wholeNumbers([5])
const folder = await mkdtemp(join(tmpdir(), 'stitchlog-power-cut-'))
const disk = join(folder, 'disk')
const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })

const environment = {
  STITCHLOG_PRINT_TOKEN: 'all',
  STITCHLOG_TOKEN_SECRET: '',
  STITCHLOG_FSYNC: process.env['STITCHLOG_FSYNC'] ?? '',
}
const path = '/v1/networks/my-network'

async function mounted<T>(image: string, use: (mountPoint: string) => Promise<T>): Promise<T> {
  const mountPoint = join(folder, 'mounted', image.split('/').at(-1) ?? '')
  await mkdir(mountPoint, { recursive: true })
  run('mount', '-o', 'loop,commit=300', image, mountPoint)
  try {
    return await use(mountPoint)
  } finally {
    run('umount', mountPoint)
  }
}

/** A copy of the disk at this moment, and what had been answered by then. */
interface Cut {
  readonly image: string
  readonly answered: number
}

async function sendAndCut(mountPoint: string): Promise<{ cuts: Cut[]; token: string }> {
  const { child, address, output } = await startStandalone(join(mountPoint, 'data'), environment)
  const token = /TOKEN=(\S+)/.exec(output())?.[1] ?? ''
  const api = apiOf(address, token)
  await api.put(`${path}/tracking`, { enabled: true })
  const cuts: Cut[] = []
  for (let answered = 1; answered <= rounds; answered++) {
    const event = { networkId: 'my-network', userId: `user ${answered}`, device: 'web', timeZone: 'Etc/UTC', occurredAt: Date.now() }
    const answer: unknown = await (await api.post('/v1/events', { events: [event] })).json()
    if (JSON.stringify(answer) !== '{"accepted":1,"dropped":{},"rejected":[]}') throw new Error(JSON.stringify(answer))
    await (await api.get(`${path}/users/${encodeURIComponent(`user ${answered}`)}/days`)).text()
    // Nothing moves while the copy is taken.
    child.kill('SIGSTOP')
    const image = join(folder, `cut-${answered}`)
    run('cp', '--sparse=always', disk, image)
    child.kill('SIGCONT')
    cuts.push({ image, answered })
  }
  await end(child)
  return { cuts, token }
}

/** What of it is missing after a start on such a disk. */
async function missingIn(mountPoint: string, answered: number, token: string): Promise<string[]> {
  const process = await startStandalone(join(mountPoint, 'data'), environment).catch((error: unknown) => String(error))
  if (typeof process === 'string') return [process]
  const api = apiOf(process.address, token)
  const missing: string[] = []
  const state = await api.get(`${path}/tracking`)
  if (state.status === 401) missing.push('the token secret')
  else if (!(await state.text()).includes('"enabled":true')) missing.push('the switch')
  const log = await (await api.get(`${path}/access-log`)).text()
  for (let nth = 1; nth <= answered; nth++) {
    if (!log.includes(`"user ${nth}"`)) missing.push(`look ${nth}`)
    if (!(await (await api.get(`${path}/users/${encodeURIComponent(`user ${nth}`)}/days`)).text()).includes('"sessionCount":1'))
      missing.push(`event ${nth}`)
  }
  await end(process.child)
  return missing
}

try {
  run('truncate', '-s', '1G', disk)
  run('mkfs.ext4', '-q', disk)
  const { cuts, token } = await mounted(disk, sendAndCut)
  for (const { image, answered } of cuts) {
    const missing = await mounted(image, (mountPoint) => missingIn(mountPoint, answered, token))
    console.log(`power cut after answer ${answered}: ${missing.length === 0 ? 'everything is there' : `missing: ${missing.join(', ')}`}`)
    if (missing.length > 0) process.exitCode = 1
    await rm(image)
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
