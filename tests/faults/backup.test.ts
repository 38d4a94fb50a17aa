// Shorter, in `npm test`: services/standalone/tests/backup.test.ts, packages/store/tests/backup.test.ts
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { eventsTopic } from '@stitchlog/contracts'
import { openHttpStore } from '@stitchlog/store'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ServerProcess } from '../../infra/stack/server-process.ts'
import { examine } from '../../services/commands/doctor/doctor.ts'
import type { Check } from '../../services/commands/doctor/finding.ts'
import type { ServiceProcess } from '../distributed/service-process.ts'
import { canRunStack } from '../distributed/temporary-stack.ts'
import { TestSystem } from '../distributed/test-system.ts'
import { processEnvironment } from '../process-environment.ts'

describe.runIf(canRunStack())('a backup of the distributed system', { timeout: 900_000 }, () => {
  let system: TestSystem
  let ingest: ServiceProcess
  let stitcher: ServiceProcess
  let query: ServiceProcess
  let headers: Record<string, string>
  let folder: string
  /** When the one event of each user occurred, of those that were answered with 202. */
  const accepted = new Map<string, number>()
  const erased = new Set<string>()
  const running = new Set<ChildProcess>()

  beforeAll(async () => {
    const exportFolder = join(process.env['TMPDIR'] ?? '/tmp', `stitchlog-ledger-${process.pid}`)
    system = await TestSystem.startOnSharedBroker({ KAFKA_PARTITIONS: '3', STITCHLOG_LEDGER_EXPORT_DIR: exportFolder })
    folder = join(system.folder, 'backups')
    mkdirSync(folder)
    ingest = await system.startService('ingest')
    stitcher = await system.startService('stitcher')
    query = await system.startService('query')
    await Promise.all([ingest.ready(), stitcher.ready(), query.ready()])
    headers = { authorization: `Bearer ${await system.tokenFor(['acme', 'left'])}`, 'content-type': 'application/json' }
    for (const network of ['acme', 'left']) expect((await change('PUT', `networks/${network}/tracking`, { enabled: true })).status).toBe(200)
  })
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL')
    await system?.stop()
    rmSync(system?.environment['STITCHLOG_LEDGER_EXPORT_DIR'] ?? '', { recursive: true, force: true })
  })

  const change = (method: string, path: string, body?: object) =>
    fetch(`${ingest.address}/v1/${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })

  async function send(userId: string, networkId = 'acme'): Promise<void> {
    const occurredAt = Date.now()
    const events = [{ networkId, userId, device: 'web', timeZone: 'Etc/UTC', occurredAt }]
    const response = await fetch(`${ingest.address}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) })
    if (response.status === 202 && JSON.parse(await response.text()).accepted === 1) accepted.set(`${networkId} ${userId}`, occurredAt)
  }

  /** Events of users of their own, one after the other. */
  async function whileSending<T>(prefix: string, action: () => Promise<T>): Promise<T> {
    const stopping = new AbortController()
    const sending = (async () => {
      // However slow the machine is, there is something to look at of each.
      for (let nth = 0; nth < 5 || !stopping.signal.aborted; nth++) {
        await send(`${prefix}-${nth}`)
        await setTimeout(20)
      }
    })()
    try {
      return await action()
    } finally {
      stopping.abort()
      await sending
    }
  }

  async function erase(userId: string): Promise<void> {
    // A 503 promises nothing, so whoever erases asks again.
    await vi.waitFor(async () => expect((await change('DELETE', `networks/acme/users/${userId}/activity`)).status).toBe(202), {
      timeout: 300_000,
      interval: 200,
    })
    erased.add(`acme ${userId}`)
  }

  function start(command: 'backup' | 'restore', ...args: readonly string[]) {
    const child = spawn(process.execPath, [fileURLToPath(new URL(`../../services/commands/${command}-main.ts`, import.meta.url)), ...args], {
      env: { ...processEnvironment, ...system.environment, STITCHLOG_BACKUP_DIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    child.once('close', () => running.delete(child))
    return child
  }

  async function run(...command: Parameters<typeof start>) {
    const child = start(...command)
    const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { status, output: output.trim().split('\n'), errors: errors.trim() }
  }

  /** In the middle: the server goes on with what it was told. */
  async function killRestore(): Promise<void> {
    const child = start('restore', '--name', 'one')
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk
      if (said.includes('began at')) child.kill('SIGKILL')
    })
    const errors = text(child.stderr)
    const [, signal] = await once(child, 'close')
    expect([signal, await errors]).toEqual(['SIGKILL', ''])
  }

  async function wipe(): Promise<void> {
    const { clickHouse } = system.stack
    if (!(clickHouse instanceof ServerProcess)) throw new Error('this test wipes the folder of a process')
    await clickHouse.stop()
    rmSync(join(system.folder, 'stack/clickhouse/data'), { recursive: true })
    await clickHouse.start()
  }

  test('loses nothing, shows nothing twice, and leaves the erased erased', async () => {
    for (const user of ['anna', 'ben', 'cleo', 'dora']) await send(user)
    await send('lisa', 'left')
    await whileSending('before', () => setTimeout(2000))
    const made = await whileSending('during', () => run('backup', '--name', 'one'))
    expect(made).toMatchObject({ status: 0, errors: '' })
    await whileSending('after', async () => {
      await erase('anna')
      expect((await change('PUT', 'networks/left/tracking', { enabled: false })).status).toBe(200)
      // Restored while anybody reads the stream: refused, and nothing is touched.
      const refused = await run('restore', '--name', 'one')
      expect(refused).toMatchObject({
        status: 1,
        errors: expect.stringMatching(/^restore: 1 stitchers are members of the group stitchlog-stitcher: /),
      })
    })
    await system.workedOff(120_000)

    await Promise.all([stitcher.stop(), query.stop()])
    await wipe()
    await whileSending('meanwhile', async () => {
      // Erased while there is no database, and while it is being restored.
      const erasing = erase('ben')
      await killRestore()
      const restored = await run('restore', '--name', 'one')
      expect(restored).toMatchObject({ status: 0, errors: '' })
      expect(restored.output).toContainEqual(expect.stringMatching(/^\d+ spans of 2 networks: /))
      expect(restored.output).toContainEqual(expect.stringMatching(/^The stitchers will read [1-9]\d* records of 3 partitions again\.$/))
      await erasing
    })
    stitcher = await system.startService('stitcher')
    query = await system.startService('query')
    await Promise.all([stitcher.ready(), query.ready()])
    await erase('cleo')
    await system.workedOff(300_000)

    const stored = new Map<string, number>()
    for (const { networkId, userId, startedAt, endedAt } of await system.sessionParts()) {
      const user = `${networkId} ${userId}`
      expect(stored.has(user), `${user} is there once`).toBe(false)
      expect(endedAt).toBe(startedAt)
      stored.set(user, startedAt)
    }
    const expected = new Map([...accepted].filter(([user]) => !erased.has(user)))
    expect([...erased].sort()).toEqual(['acme anna', 'acme ben', 'acme cleo'])
    expect([...expected.keys()].filter((user) => !stored.has(user))).toEqual([])
    for (const prefix of ['before', 'during', 'after', 'meanwhile'])
      expect([...stored.keys()].filter((user) => user.startsWith(`acme ${prefix}-`)).length).toBeGreaterThan(3)
    // A request that was answered with an error may be stored all the same.
    for (const [user, at] of stored) if (accepted.has(user)) expect([user, at]).toEqual([user, accepted.get(user)])
    const tracking = await fetch(`${ingest.address}/v1/networks/left/tracking`, { headers })
    expect(await tracking.json()).toMatchObject({ enabled: false })
    const metrics = await (await fetch(`${ingest.address}/metrics`)).text()
    expect(Number(/^stitchlog_ledger_export_behind_seconds (\S+)$/m.exec(metrics)?.[1])).toBeLessThan(60)
  })

  test('has the doctor say what would be lost', async () => {
    const store = openHttpStore({ url: system.environment['CLICKHOUSE_URL'] ?? '', user: 'default', password: '', database: 'default' })
    const exportFolder = system.environment['STITCHLOG_LEDGER_EXPORT_DIR'] ?? ''
    async function said(check: Check, aheadMs = 0): Promise<string[]> {
      const { findings } = await examine({
        database: {
          store,
          agreed: [],
          retentionDays: 400,
          accessLogRetentionDays: 400,
          ledgerExportFolder: exportFolder,
          now: () => Date.now() + aheadMs,
        },
        stream: {
          kafka: { brokers: [`127.0.0.1:${system.kafkaProxies[0]?.port}`] },
          topics: { partitions: 3, replicationFactor: 1 },
          now: Date.now,
        },
        services: [],
        wantedNode: process.versions.node,
        now: Date.now,
      })
      return findings.flatMap((finding) => (finding.check === check ? [`${finding.severity}: ${finding.what}`] : []))
    }
    try {
      // The restored database knows of none.
      expect(await said('backup')).toEqual(['warning: No finished backup is on record.'])
      expect(await run('backup', '--name', 'two')).toMatchObject({ status: 0, errors: '' })
      expect(await said('backup')).toEqual([expect.stringMatching(/^fine: The last finished backup began at /)])
      expect(await said('backup', 37 * 3_600_000)).toEqual([expect.stringMatching(/^warning: .*: it should be done once a day\.$/)])
      await Promise.all(['lost-1', 'lost-2', 'lost-3'].map((user) => send(user)))
      await system.workedOff(60_000)
      const admin = system.kafka.admin()
      await admin.connect()
      const partitions = (await admin.fetchTopicOffsets(eventsTopic)).map(({ partition, high }) => ({ partition, offset: high }))
      await admin.deleteTopicRecords({ topic: eventsTopic, partitions })
      await admin.disconnect()
      expect(await said('backup')).toEqual([
        expect.stringMatching(/^critical: .*, and of what came since then 3 records are not in Kafka any more: a restore would lose that\.$/),
      ])
    } finally {
      await store.close()
    }
  })

  test('is not restored over what is there, and no service starts while it is restored', async () => {
    await stitcher.stop()
    expect(await run('restore', '--name', 'one')).toMatchObject({
      status: 1,
      errors: expect.stringMatching(
        /^restore: the database has \d+ tables already \(\w+, …\): a restore needs an empty one; drop the database and create it again$/,
      ),
    })
    await system.store.queries.execute('CREATE TABLE restoring (begun_at DateTime) ENGINE = MergeTree ORDER BY begun_at')
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../services/query/main.ts', import.meta.url))], {
      env: { ...processEnvironment, ...system.environment, PORT: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    running.add(child)
    const [errors, [status]] = await Promise.all([text(child.stderr), once(child, 'close')])
    expect([status, errors.trim()]).toEqual([1, 'query: a restore of this database has begun and is not finished: run npm run restore again'])
  })
})
