import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { isThorough } from '../../../tests/rounds.ts'
import { runInTurn } from '../../../tests/run-command.ts'
import { removeSample } from '../remove-sample.ts'
import { addressOf, apiOf, end, main, spawnStandalone, startStandalone, temporaryFolder, tokenSecret } from './standalone-process.ts'

const folder = temporaryFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function failureOf(dataFolder: string, environment: Record<string, string> = {}) {
  const { child, output } = spawnStandalone(dataFolder, environment)
  const [status] = await once(child, 'close')
  return {
    status,
    lines: output()
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('Opening the database')),
  }
}

/** Starts that fail early, in one process. */
function earlyFailuresOf(environments: readonly Readonly<Record<string, string>>[]) {
  const runs = environments.map((environment) => ({ environment: { STITCHLOG_TOKEN_SECRET: tokenSecret, ...environment } }))
  return runInTurn(main, runs).map(({ status, stderr }) => ({ status, lines: stderr.trim().split('\n') }))
}

describe('a start that fails says why in one line', () => {
  test('where a variable makes no sense, the data folder cannot be written, or what is to be the secret is none', () => {
    writeFileSync(join(folder, 'file'), '')
    const cut = join(folder, 'cut-secret')
    mkdirSync(cut)
    writeFileSync(join(cut, 'token-secret'), 'cut')
    const [port, several, unwritable, noSecret] = earlyFailuresOf([
      { STITCHLOG_DATA_DIR: folder, PORT: 'http' },
      { STITCHLOG_DATA_DIR: folder, PORT: '70000', STITCHLOG_TOKEN_SECRET: 'short', STITCHLOG_SAMPLE: 'maybe' },
      { STITCHLOG_DATA_DIR: join(folder, 'file/data') },
      { STITCHLOG_DATA_DIR: cut, STITCHLOG_TOKEN_SECRET: '' },
    ])
    expect(port).toEqual({ status: 1, lines: ['stitchlog: PORT: a port number from 0 to 65535'] })
    expect(several?.lines).toEqual([
      'stitchlog: PORT: a port number from 0 to 65535; STITCHLOG_TOKEN_SECRET: at least 32 characters; STITCHLOG_SAMPLE: on or off',
    ])
    expect(unwritable).toEqual({
      status: 1,
      lines: [expect.stringMatching(/^stitchlog: cannot write to the data folder .*\/file\/data: /)],
    })
    expect(noSecret).toEqual({
      status: 1,
      lines: [`stitchlog: ${join(cut, 'token-secret')} holds no secret: at least 32 characters; remove the file, and a start creates a new one`],
    })
    expect(readdirSync(cut).toSorted()).toEqual(['clickhouse', 'token-secret'])
  })

  test('where the port is taken, or the data folder in use', async () => {
    const dataFolder = join(folder, 'used')
    const { child, address } = await startStandalone(dataFolder)
    const taken = await failureOf(join(folder, 'other'), { PORT: new URL(address).port })
    expect(taken.lines).toEqual([`stitchlog: cannot listen on 127.0.0.1:${new URL(address).port}: the port is taken; choose another one with PORT=…`])
    expect(await failureOf(dataFolder)).toEqual({ status: 1, lines: [`stitchlog: the data folder ${dataFolder} is in use by process ${child.pid}`] })
    expect(await end(child)).toBe(0)
  })
})

test('npm start ends as a whole when npm is asked to end', async () => {
  // What comes before it builds the view, which costs more than all of this file: every day that is done before the tests.
  const start = ['npm', 'start', ...(isThorough ? [] : ['--ignore-scripts'])]
  const { child, output } = spawnStandalone(join(folder, 'npm'), { npm_config_update_notifier: 'false' }, start)
  const address = await addressOf({ child, output })
  expect((await fetch(`${address}/readyz`)).status).toBe(200)
  await end(child)
  await vi.waitFor(() => expect(fetch(`${address}/readyz`)).rejects.toThrow(), 180_000)
})

describe('the data folder of a first start', () => {
  const dataFolder = join(folder, 'first')
  const generated = { STITCHLOG_TOKEN_SECRET: '', STITCHLOG_SAMPLE: 'on', STITCHLOG_PRINT_TOKEN: 'all' }
  let token: string
  let first: { readonly days: unknown }

  const tokenIn = (output: string) => /TOKEN=(\S+)/.exec(output)?.[1] ?? ''
  const daysOf = async (address: string, userId: string) =>
    JSON.parse(await (await apiOf(address, token).get(`/v1/networks/sample/users/${userId}/days`)).text())
  const ownStatus = async (address: string) => (await apiOf(address, token).get('/v1/networks/my-network/tracking')).status
  const finished = (body: unknown) =>
    JSON.stringify(body, (key, value) => (key === 'days' ? value.filter((day: { provisional: boolean }) => !day.provisional) : value))

  test('has a generated secret for its owner only, also where a power cut left an empty one, and a sample network', async () => {
    mkdirSync(dataFolder)
    writeFileSync(join(dataFolder, 'token-secret'), '')
    const { child, address, output } = await startStandalone(dataFolder, generated)
    token = tokenIn(output())
    expect(readFileSync(join(dataFolder, 'token-secret'), 'utf8').length).toBeGreaterThanOrEqual(32)
    expect(statSync(join(dataFolder, 'token-secret')).mode & 0o777).toBe(0o600)
    expect(await ownStatus(address)).toBe(200)
    first = await daysOf(address, 'ben')
    expect(first).toMatchObject({
      days: expect.arrayContaining([expect.objectContaining({ timeZones: ['America/New_York'] })]),
      tracking: { enabled: true },
    })
    expect(await end(child, 'SIGINT')).toBe(0)
    expect(readdirSync(dataFolder).toSorted()).toEqual(['clickhouse', 'token-secret'])
  })

  test('has tokens that hold over a restart, and the same sample, which is gone for good when it is removed', async () => {
    const second = await startStandalone(dataFolder, generated)
    expect(await ownStatus(second.address)).toBe(200)
    expect(finished(await daysOf(second.address, 'ben'))).toBe(finished(first))
    expect(await daysOf(second.address, 'erik')).toMatchObject({ days: [] })
    expect(await end(second.child)).toBe(0)

    await removeSample(dataFolder)
    expect(existsSync(join(dataFolder, 'sample-removed'))).toBe(true)
    const third = await startStandalone(dataFolder, generated)
    // Who starts it now is given no right to it.
    token = tokenIn(third.output())
    expect(await daysOf(third.address, 'ben')).toMatchObject({ code: 'foreign-network' })
    expect(await end(third.child)).toBe(0)
  })

  test('has a retention that is not changed by a slip of the next start, but by a command that says first what it deletes', async () => {
    const { status, lines } = await failureOf(dataFolder, { STITCHLOG_RETENTION_DAYS: '1' })
    expect([status, lines.length]).toEqual([1, 1])
    expect(lines[0]).toMatch(
      /^stitchlog: STITCHLOG_RETENTION_DAYS is 1 here, but 400 in all services of this database \(since .*, set by standalone\)/,
    )
    const change = (...args: string[]) => {
      const main = join(import.meta.dirname, '../../commands/settings-main.ts')
      return spawnSync(process.execPath, [main, ...args], { env: { ...process.env, STITCHLOG_DATA_DIR: dataFolder }, encoding: 'utf8' })
    }
    expect(change('--retention-days', '1')).toMatchObject({ status: 1, stdout: expect.stringContaining('session_spans  0 rows') })
    expect((await failureOf(dataFolder, { STITCHLOG_RETENTION_DAYS: '1' })).status).toBe(1)
    expect(change('--retention-days', '1', '--confirm')).toMatchObject({ status: 0 })
    // Whom one process serves cannot disagree about a secret, nor about how it writes.
    const last = await startStandalone(dataFolder, { STITCHLOG_RETENTION_DAYS: '1', STITCHLOG_TOKEN_SECRET: 'x'.repeat(32), STITCHLOG_FSYNC: 'off' })
    expect(await end(last.child)).toBe(0)
  })
})
