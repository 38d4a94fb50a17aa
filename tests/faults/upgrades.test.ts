// Shorter, in `npm test`: services/standalone/tests/upgrade.test.ts
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceName, ServiceProcess } from '../distributed/service-process.ts'
import { canRunStack } from '../distributed/temporary-stack.ts'
import { TestSystem } from '../distributed/test-system.ts'
import { processEnvironment } from '../process-environment.ts'

/** Never a call that waits: what is between the services and their servers runs in this process. */
const execute = promisify(execFile)

const root = fileURLToPath(new URL('../..', import.meta.url))
const git = (...args: readonly string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' })

/** The first version that had a distributed form. */
const firstVersion = '580a9b2'

/** The last one before the schema changed last. */
function previousVersion(): string {
  const newest = git('ls-files', 'packages/store/migrations').stdout.trim().split('\n').sort().at(-1) ?? ''
  const [added = ''] = git('log', '--diff-filter=A', '--format=%H', '--', newest).stdout.trim().split('\n')
  return `${added}^`
}

/** Older versions come from the history, which a shallow clone does not have. */
function hasHistory(): boolean {
  if (git('cat-file', '-e', `${firstVersion}^{commit}`).status === 0) return true
  const message = 'no history: upgrades from older versions cannot be tested'
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(`\n!!! SKIPPED: ${message} !!!\n`)
  return false
}

const services: readonly ServiceName[] = ['ingest', 'stitcher', 'query']

describe.runIf(canRunStack() && hasHistory())('an upgrade, one service after the other, and a step back', { timeout: 1_800_000 }, () => {
  let system: TestSystem
  const folder = mkdtempSync(join(tmpdir(), 'stitchlog-versions-'))
  const running = new Map<ServiceName, ServiceProcess>()
  const accepted = new Map<string, number>()
  let headers: Record<string, string>

  /** The programs of a version, ready to run. */
  async function checkOut(name: string, commit: string): Promise<string> {
    const target = join(folder, name)
    mkdirSync(target)
    await execute('sh', ['-c', `git archive ${commit} | tar -x -C "${target}"`], { cwd: root })
    const { packageManager }: { packageManager: string } = JSON.parse(git('show', `${commit}:package.json`).stdout)
    await execute('npx', ['-y', packageManager, 'install', '--frozen-lockfile', '--prefer-offline'], {
      cwd: target,
      env: { ...process.env, CI: 'true' },
    })
    return target
  }

  beforeAll(async () => {
    system = await TestSystem.start({ environment: { KAFKA_PARTITIONS: '3' } })
    headers = { authorization: `Bearer ${await system.tokenFor(['acme'])}`, 'content-type': 'application/json' }
  })
  afterAll(async () => {
    await system?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Starts a service of a version, and then ends the one that ran before. */
  async function replace(name: ServiceName, version?: string): Promise<void> {
    const before = running.get(name)
    const started = await system.startService(name, version)
    // A group of which all stay has a rebalance to wait for.
    await started.alive()
    if (name !== 'stitcher') await started.ready()
    running.set(name, started)
    await before?.stop()
    await started.ready()
  }

  /** One event of a user of its own after the other, as clients send them: again until it is accepted. */
  async function whileSending(prefix: string, action: () => Promise<void>): Promise<void> {
    const stopping = new AbortController()
    const sending = (async () => {
      for (let nth = 0; !stopping.signal.aborted; nth++) {
        const occurredAt = Date.now()
        const events = [{ networkId: 'acme', userId: `${prefix}-${nth}`, device: 'web', timeZone: 'Etc/UTC', occurredAt }]
        for (;;) {
          const address = running.get('ingest')?.address
          const response = await fetch(`${address}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) }).catch(() => undefined)
          if (response?.status === 202) break
          await setTimeout(50)
        }
        accepted.set(`${prefix}-${nth}`, occurredAt)
        await setTimeout(20)
      }
    })()
    try {
      await action()
      await setTimeout(1000)
    } finally {
      stopping.abort()
      await sending
    }
  }

  async function expectAllOnce(): Promise<void> {
    await system.workedOff(300_000)
    const stored = new Map<string, number>()
    for (const { userId, startedAt } of await system.sessionParts()) {
      expect(stored.has(userId), `${userId} is there once`).toBe(false)
      stored.set(userId, startedAt)
    }
    expect([...accepted.keys()].filter((user) => !stored.has(user))).toEqual([])
    for (const [user, at] of accepted) expect([user, stored.get(user)]).toEqual([user, at])
  }

  test('from the first version to this one, under load, loses nothing and shows nothing twice', async () => {
    const first = await checkOut('first', firstVersion)
    for (const name of services) await replace(name, first)
    const on = await fetch(`${running.get('ingest')?.address}/v1/networks/acme/tracking`, { method: 'PUT', headers, body: '{"enabled":true}' })
    expect(on.status).toBe(200)
    await whileSending('first', async () => {})
    // In the order of docs/operating.md.
    await whileSending('upgrade', async () => {
      await execute(process.execPath, [join(root, 'services/commands/migrate-main.ts')], { env: { ...processEnvironment, ...system.environment } })
      for (const name of ['query', 'stitcher', 'ingest'] as const) await replace(name)
    })
    await expectAllOnce()
  })

  test('one step back, and forward again', async () => {
    const previous = await checkOut('previous', previousVersion())
    await whileSending('back', async () => {
      for (const name of ['ingest', 'stitcher', 'query'] as const) await replace(name, previous)
    })
    const ready = await (await fetch(`${running.get('stitcher')?.address}/readyz`)).text()
    expect(ready).toContain('later version')
    await whileSending('forward', async () => {
      for (const name of ['query', 'stitcher', 'ingest'] as const) await replace(name)
    })
    await expectAllOnce()
    expect([...accepted.keys()].filter((user) => user.startsWith('back-')).length).toBeGreaterThan(10)
  })
})
