import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { removeSample } from '../remove-sample.ts'
import { addressOf, apiOf, end, spawnStandalone, startStandalone, temporaryFolder } from './standalone-process.ts'

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

describe('a start that fails says why in one line', () => {
  test('where a variable makes no sense', async () => {
    expect(await failureOf(folder, { PORT: 'http' })).toEqual({ status: 1, lines: ['stitchlog: PORT: a port number from 0 to 65535'] })
    const { lines } = await failureOf(folder, { PORT: '70000', STITCHLOG_TOKEN_SECRET: 'short', STITCHLOG_SAMPLE: 'maybe' })
    expect(lines).toEqual([
      'stitchlog: PORT: a port number from 0 to 65535; STITCHLOG_TOKEN_SECRET: at least 32 characters; STITCHLOG_SAMPLE: on or off',
    ])
  })

  test('where the data folder cannot be written', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const { status, lines } = await failureOf(join(file, 'data'))
    expect([status, lines.length]).toEqual([1, 1])
    expect(lines[0]).toMatch(/^stitchlog: cannot write to the data folder .*\/file\/data: /)
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
  const { child, output } = spawnStandalone(join(folder, 'npm'), { npm_config_update_notifier: 'false' }, ['npm', 'start'])
  const address = await addressOf({ child, output })
  expect((await fetch(`${address}/readyz`)).status).toBe(200)
  await end(child)
  await vi.waitFor(() => expect(fetch(`${address}/readyz`)).rejects.toThrow(), 180_000)
})

test('the generated secret is for its owner only, and tokens hold over a restart', async () => {
  const dataFolder = join(folder, 'secret')
  mkdirSync(dataFolder)
  const first = await startStandalone(dataFolder, { STITCHLOG_TOKEN_SECRET: '', STITCHLOG_PRINT_TOKEN: 'all' })
  const token = /TOKEN=(\S+)/.exec(first.output())?.[1] ?? ''
  expect(statSync(join(dataFolder, 'token-secret')).mode & 0o777).toBe(0o600)
  expect((await apiOf(first.address, token).get('/v1/networks/my-network/tracking')).status).toBe(200)
  expect(await end(first.child, 'SIGINT')).toBe(0)
  const second = await startStandalone(dataFolder, { STITCHLOG_TOKEN_SECRET: '' })
  expect((await apiOf(second.address, token).get('/v1/networks/my-network/tracking')).status).toBe(200)
  expect(await end(second.child)).toBe(0)
})

test('a secret that a power cut left empty is made anew, and what is no secret is not used', async () => {
  const dataFolder = join(folder, 'empty-secret')
  mkdirSync(dataFolder)
  writeFileSync(join(dataFolder, 'token-secret'), '')
  const { child } = await startStandalone(dataFolder, { STITCHLOG_TOKEN_SECRET: '' })
  expect(await end(child)).toBe(0)
  expect(readFileSync(join(dataFolder, 'token-secret'), 'utf8').length).toBeGreaterThanOrEqual(32)
  expect(statSync(join(dataFolder, 'token-secret')).mode & 0o777).toBe(0o600)
  writeFileSync(join(dataFolder, 'token-secret'), 'cut')
  expect(await failureOf(dataFolder, { STITCHLOG_TOKEN_SECRET: '' })).toEqual({
    status: 1,
    lines: [`stitchlog: ${join(dataFolder, 'token-secret')} holds no secret: at least 32 characters; remove the file, and a start creates a new one`],
  })
  expect(readdirSync(dataFolder).toSorted()).toEqual(['clickhouse', 'token-secret'])
})

test('a retention that was set once is not changed by a slip of the next start, but by a command that says first what it deletes', async () => {
  const dataFolder = join(folder, 'retention')
  const { child } = await startStandalone(dataFolder)
  expect(await end(child)).toBe(0)
  const { status, lines } = await failureOf(dataFolder, { STITCHLOG_RETENTION_DAYS: '1' })
  expect([status, lines.length]).toEqual([1, 1])
  expect(lines[0]).toMatch(/^stitchlog: STITCHLOG_RETENTION_DAYS is 1 here, but 400 in all services of this database \(since .*, set by standalone\)/)
  const change = (...args: string[]) => {
    const main = join(import.meta.dirname, '../../commands/settings-main.ts')
    return spawnSync(process.execPath, [main, ...args], { env: { ...process.env, STITCHLOG_DATA_DIR: dataFolder }, encoding: 'utf8' })
  }
  expect(change('--retention-days', '1')).toMatchObject({ status: 1, stdout: expect.stringContaining('session_spans  0 rows') })
  expect((await failureOf(dataFolder, { STITCHLOG_RETENTION_DAYS: '1' })).status).toBe(1)
  expect(change('--retention-days', '1', '--confirm')).toMatchObject({ status: 0 })
  // Whom one process serves cannot disagree about a secret, nor about how it writes.
  const second = await startStandalone(dataFolder, { STITCHLOG_RETENTION_DAYS: '1', STITCHLOG_TOKEN_SECRET: 'x'.repeat(32), STITCHLOG_FSYNC: 'off' })
  expect(await end(second.child)).toBe(0)
})

test('the sample network is there, the same after a restart, and gone for good when it is removed', async () => {
  const dataFolder = join(folder, 'sample')
  const daysOf = async (...userIds: string[]) => {
    const { child, address, output } = await startStandalone(dataFolder, { STITCHLOG_SAMPLE: 'on', STITCHLOG_PRINT_TOKEN: 'all' })
    const token = /TOKEN=(\S+)/.exec(output())?.[1] ?? ''
    const bodies: unknown[] = []
    for (const userId of userIds) bodies.push(await (await apiOf(address, token).get(`/v1/networks/sample/users/${userId}/days`)).json())
    expect(await end(child)).toBe(0)
    return bodies
  }
  const finished = (body: unknown) =>
    JSON.stringify(body, (key, value) => (key === 'days' ? value.filter((day: { provisional: boolean }) => !day.provisional) : value))
  const [first] = await daysOf('ben')
  expect(first).toMatchObject({
    days: expect.arrayContaining([expect.objectContaining({ timeZones: ['America/New_York'] })]),
    tracking: { enabled: true },
  })
  const [again, nobody] = await daysOf('ben', 'erik')
  expect(finished(again)).toBe(finished(first))
  expect(nobody).toMatchObject({ days: [] })

  await removeSample(dataFolder)
  expect(existsSync(join(dataFolder, 'sample-removed'))).toBe(true)
  expect(await daysOf('ben')).toMatchObject([{ code: 'foreign-network' }])
})
