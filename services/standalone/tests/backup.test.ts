import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { migrate, prepareDatabase, readAllSessionParts } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processEnvironment } from '../../../tests/process-environment.ts'
import { rounds } from '../../../tests/rounds.ts'
import { runInTurn } from '../../../tests/run-command.ts'
import { type Api, apiOf, end, spawnStandalone, startStandalone, temporaryFolder, tokenFor } from './standalone-process.ts'

const folder = temporaryFolder()
const dataFolder = join(folder, 'data')
const database = join(dataFolder, 'clickhouse')
const backups = join(folder, 'backups')
const environment = { STITCHLOG_LEDGER_EXPORT_DIR: join(folder, 'ledger'), STITCHLOG_ROLLUP_CRON: '0 0 1 1 *' }
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hourMs = 3_600_000
const networks = ['acme', 'left', 'short']

const restoreEnvironment = { STITCHLOG_DATA_DIR: dataFolder, STITCHLOG_BACKUP_DIR: backups, ...environment }

const spawnCommand = (command: 'backup' | 'restore', args: readonly string[], options: readonly string[] = []) =>
  spawn(process.execPath, [...options, join(import.meta.dirname, `../../commands/${command}-main.ts`), ...args], {
    env: { ...processEnvironment, ...restoreEnvironment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** An option of Node with which a process kills itself once it has said so many lines: whoever reads them may come to it when all is done. */
const killedAfter = (lines: number) => {
  const script = `const { write } = process.stdout; let lines = 0; process.stdout.write = (...said) => {
    write.apply(process.stdout, said); if (++lines === ${lines}) process.kill(process.pid, 'SIGKILL') }`
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`]
}

async function run(...command: Parameters<typeof spawnCommand>) {
  const child = spawnCommand(...command)
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { status, output: output.trim().split('\n'), errors: errors.trim() }
}

type Run = { readonly args: readonly string[]; readonly more?: Record<string, string> }

/** Commands in one process, each of which may fail: most of what one costs is its start. */
const inTurn = (command: 'backup' | 'restore', ...runs: readonly Run[]) =>
  runInTurn(
    join(import.meta.dirname, `../../commands/${command}-main.ts`),
    runs.map(({ args, more }) => ({ args, environment: { ...restoreEnvironment, ...more } })),
  ).map(({ status, stdout, stderr }) => ({ status, output: stdout.trim().split('\n'), errors: stderr.trim() }))

async function failedStart() {
  const { child, output } = spawnStandalone(dataFolder, environment)
  const [status] = await once(child, 'close')
  const lines = output().trim().split('\n')
  return { status, line: lines.filter((line) => !line.startsWith('Opening the database')).join('\n') }
}

async function withStandalone<T>(use: (api: Api) => Promise<T>): Promise<T> {
  const { child, address } = await startStandalone(dataFolder, environment)
  try {
    return await use(apiOf(address, await tokenFor(networks)))
  } finally {
    await end(child, 'SIGKILL')
  }
}

const send = async (api: Api, networkId: string, userId: string, ...instants: readonly number[]) => {
  const events = instants.map((occurredAt) => ({ networkId, userId, device: 'web', timeZone: 'Etc/UTC', occurredAt }))
  const response = await api.post('/v1/events', { events })
  expect([response.status, await response.json()]).toEqual([202, { accepted: instants.length, dropped: {}, rejected: [] }])
}

const daysOf = async (api: Api, networkId: string, userId: string): Promise<{ durationMs: number; sessionCount: number }[]> => {
  const response = await api.get(`/v1/networks/${networkId}/users/${userId}/days?from=${date(-3 * 24)}&to=${date(24)}`)
  expect(response.status).toBe(200)
  return (JSON.parse(await response.text()) as { days: { durationMs: number; sessionCount: number }[] }).days
}

/** Who has sessions, in the folder of a process that has ended. */
async function people(): Promise<string[]> {
  const store = await openEmbeddedStore(database)
  const found = new Set<string>()
  for await (const parts of readAllSessionParts(store)) for (const { networkId, userId } of parts) found.add(`${networkId} ${userId}`)
  await store.close()
  return [...found]
}

const date = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString().slice(0, 10)

describe('a backup that was made while events came', () => {
  beforeAll(async () => {
    await withStandalone(async (api) => {
      for (const network of networks) expect((await api.put(`/v1/networks/${network}/tracking`, { enabled: true })).status).toBe(200)
      await setTimeout(10)
      const at = Date.now()
      for (const user of ['anna', 'ben', 'cleo', 'dora']) await send(api, 'acme', user, at)
      await send(api, 'left', 'lisa', at)
      await send(api, 'short', 'sam', at)
      // Everything goes on while it is made.
      const stopping = new AbortController()
      const sending = (async () => {
        for (let nth = 0; !stopping.signal.aborted; nth++) await send(api, 'acme', `crowd-${nth}`, Date.now())
      })()
      const made = await run('backup', ['--name', 'one'])
      stopping.abort()
      await sending
      expect(made).toMatchObject({ status: 0, errors: '' })
      expect(made.output).toEqual([
        expect.stringMatching(/^The backup one is finished: at least \d+ spans of 3 networks and 3 entries of the ledger\.$/),
      ])
      expect(await run('backup', ['--name', 'one'])).toMatchObject({
        status: 1,
        errors: expect.stringMatching(/^backup: ClickHouse cannot back up: BACKUP_ALREADY_EXISTS: [^\n]*$/),
      })
      // After it.
      await send(api, 'acme', 'late', Date.now())
      expect((await api.delete('/v1/networks/acme/users/anna/activity')).status).toBe(202)
      expect((await api.put('/v1/networks/left/tracking', { enabled: false })).status).toBe(200)
      expect((await api.put('/v1/networks/short/retention', { days: 30 })).status).toBe(200)
    })
    for (const path of [backups, join(backups, 'one'), join(backups, 'one', '.backup')]) expect(statSync(path).mode & 0o077, path).toBe(0)
  })

  test('is restored with everyone who was in it, but for those who were erased since; switches and retentions hold', {
    timeout: 600_000,
  }, async () => {
    rmSync(database, { recursive: true })
    // A start on nothing makes a new database, which is not the one of the export.
    expect(await failedStart()).toEqual({
      status: 1,
      line: expect.stringMatching(/^stitchlog: the ledger export .* is that of another installation \([\w-]+\)$/),
    })
    expect(await run('restore', ['--name', 'one'])).toMatchObject({
      status: 1,
      errors: `restore: there is a database in ${dataFolder} already: move its folder clickhouse away first`,
    })
    rmSync(database, { recursive: true })

    // Killed in the middle, with the other faults at several points.
    for (const after of [1, 3].slice(0, rounds(1, 2))) {
      const child = spawnCommand('restore', ['--name', 'one'], killedAfter(after))
      for (const stream of [child.stdout, child.stderr]) stream.resume()
      expect(await once(child, 'close')).toEqual([null, 'SIGKILL'])
      expect(await failedStart()).toEqual({
        status: 1,
        line: `stitchlog: a restore into ${dataFolder} has begun and is not finished: run npm run restore again`,
      })
    }
    const restored = await run('restore', ['--name', 'one'])
    expect(restored).toMatchObject({ status: 0, errors: '' })
    expect(restored.output).toEqual([
      expect.stringMatching(/^The backup one began at \S+, by version [\d.]+\.$/),
      '3 were missing of 6 entries of the ledger export (one erasure among them), and count again.',
      expect.stringMatching(
        /^\d+ spans of 3 networks: [23] networks as they were when the backup began, [01] with more that came while it was made, 0 with less/,
      ),
      'What was erased, or is past retention by now, is off the disk.',
      'The daily totals are computed anew.',
      'The restore is finished: start the services.',
    ])
    await withStandalone(async (api) => {
      for (const user of ['ben', 'cleo', 'dora']) expect(await daysOf(api, 'acme', user), user).toMatchObject([{ sessionCount: 1 }])
      expect(await daysOf(api, 'acme', 'anna')).toEqual([])
      expect(await daysOf(api, 'left', 'lisa')).toMatchObject([{ sessionCount: 1 }])
      expect(await (await api.get('/v1/networks/left/tracking')).json()).toMatchObject({ enabled: false })
      expect(await (await api.get('/v1/networks/short/tracking')).json()).toMatchObject({ retentionDays: 30 })
      const found = async (search: string) => await (await api.get(`/v1/networks/acme/users?search=${search}`)).json()
      expect(await found('ben')).toMatchObject({ users: [{ userId: 'ben' }] })
      expect(await found('anna')).toMatchObject({ users: [] })
    })
  })

  test('without the ledger export, it says what that means, and needs to be told', { timeout: 600_000 }, async () => {
    rmSync(database, { recursive: true })
    const none = { STITCHLOG_LEDGER_EXPORT_DIR: '' }
    const incomplete = { STITCHLOG_LEDGER_EXPORT_DIR: join(folder, 'no-ledger') }
    const [untold, lacking, told] = inTurn(
      'restore',
      { args: ['--name', 'one'], more: none },
      { args: ['--name', 'one'], more: incomplete },
      { args: ['--name', 'one', '--without-ledger'], more: none },
    )
    expect(untold).toMatchObject({ status: 1, errors: expect.stringMatching(/^restore: without the ledger export [^\n]*--without-ledger$/) })
    expect(lacking).toMatchObject({
      status: 1,
      errors: expect.stringMatching(/^restore: the ledger export .* lacks 3 of 3 entries that the backup has[^\n]*$/),
    })
    expect([told?.status, told?.output[1]]).toEqual([0, expect.stringMatching(/^WITHOUT the ledger export: /)])
    expect(existsSync(join(dataFolder, 'clickhouse.restoring'))).toBe(false)
    // The services have one, and notice what it has.
    expect(await failedStart()).toEqual({
      status: 1,
      line: 'stitchlog: the database is older than its ledger export: it lacks 3 tracking changes or erasures that were confirmed; run npm run restore -- --ledger-only',
    })
    expect(await run('restore', ['--ledger-only'])).toMatchObject({
      status: 0,
      output: ['3 were missing of 6 entries of the ledger export (one erasure among them), and count again.'],
    })
    expect(await people()).toEqual(expect.arrayContaining(['acme ben', 'left lisa']))
    expect(await people()).not.toContain('acme anna')
  })

  test('that is not there, or is cut off, or of which a file is cut off, is refused in one line, and nothing is there that was not there before', () => {
    for (const name of ['cut-off', 'file-cut-off']) cpSync(join(backups, 'one'), join(backups, name), { recursive: true })
    truncateSync(join(backups, 'cut-off/.backup'), 3000)
    const files = readdirSync(join(backups, 'file-cut-off'), { recursive: true, encoding: 'utf8' })
    const data = files.filter((file) => /session_spans.*data\.bin$/.test(file))
    expect(data).not.toEqual([])
    for (const file of data) truncateSync(join(backups, 'file-cut-off', file), 20)
    renameSync(database, `${database}-kept`)
    const outcomes = inTurn('restore', ...['not-there', 'cut-off', 'file-cut-off'].map((name) => ({ args: ['--name', name] })))
    const complaints = [/^restore: ClickHouse cannot restore: BACKUP_NOT_FOUND: /, /^restore: ClickHouse cannot restore: /, /^restore: /]
    expect(outcomes).toHaveLength(complaints.length)
    for (const [nth, complaint] of complaints.entries()) {
      expect([outcomes[nth]?.status, outcomes[nth]?.errors.split('\n').length]).toEqual([1, 1])
      expect(outcomes[nth]?.errors).toMatch(complaint)
    }
    expect(readdirSync(dataFolder).filter((each) => each.startsWith('clickhouse'))).toEqual(['clickhouse-kept'])
    renameSync(`${database}-kept`, database)
  })

  test('of a later version it is refused in one line, as well as of another installation', { timeout: 600_000 }, async () => {
    // Also: while nothing runs, the command opens the folder itself.
    const kept = `${database}-kept`
    cpSync(database, kept, { recursive: true })
    const store = await openEmbeddedStore(database)
    await migrate(store)
    await store.queries.execute("INSERT INTO schema_migrations (name) SELECT '9999-later'")
    await store.close()
    const foreign = { STITCHLOG_DATA_DIR: join(folder, 'foreign'), STITCHLOG_LEDGER_EXPORT_DIR: '' }
    mkdirSync(foreign.STITCHLOG_DATA_DIR)
    const other = await openEmbeddedStore(join(foreign.STITCHLOG_DATA_DIR, 'clickhouse'))
    await prepareDatabase(other, { service: 'standalone', settings: [], writesThrough: true, now: Date.now })
    await other.close()
    const backedUp = inTurn('backup', { args: ['--name', 'later'] }, { args: ['--name', 'foreign'], more: foreign })
    expect(backedUp).toMatchObject([{ status: 0 }, { status: 0 }])
    rmSync(database, { recursive: true })
    expect(inTurn('restore', { args: ['--name', 'later'] }, { args: ['--name', 'foreign'] })).toMatchObject([
      {
        status: 1,
        errors: expect.stringMatching(
          /^restore: the backup was made by a later version \([\d.]+, migration 9999-later\): restore it with that version$/,
        ),
      },
      { status: 1, errors: expect.stringMatching(/^restore: the ledger export .* is that of another installation \([\w-]+\)$/) },
    ])
    renameSync(kept, database)
  })
})

test('a data folder that was copied back is noticed at the start, and mended by the export', { timeout: 600_000 }, async () => {
  const copy = join(folder, 'copy')
  cpSync(dataFolder, copy, { recursive: true })
  await withStandalone(async (api) => {
    expect(await daysOf(api, 'acme', 'ben')).toMatchObject([{ sessionCount: 1 }])
    expect((await api.delete('/v1/networks/acme/users/ben/activity')).status).toBe(202)
  })
  rmSync(dataFolder, { recursive: true })
  renameSync(copy, dataFolder)
  expect(await failedStart()).toMatchObject({
    status: 1,
    line: expect.stringMatching(/^stitchlog: the database is older than its ledger export: it lacks 1 tracking/),
  })
  expect(await run('restore', ['--ledger-only'])).toMatchObject({ status: 0 })
  await withStandalone(async (api) => {
    expect(await daysOf(api, 'acme', 'ben')).toEqual([])
    expect(await daysOf(api, 'acme', 'cleo')).toMatchObject([{ sessionCount: 1 }])
  })
})
