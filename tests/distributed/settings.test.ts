import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { insertSpans, openHttpStore, readAgreedSettings, type Store } from '@stitchlog/store'
import { findTimeZone, spanOf } from '@stitchlog/timeline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePorts } from '../../infra/stack/free-ports.ts'
import type { ServerProcess } from '../../infra/stack/server-process.ts'
import { prepareClickHouse } from '../../infra/stack/stack.ts'
import { processEnvironment } from '../process-environment.ts'
import { runInTurn } from '../run-command.ts'

const dayMs = 86_400_000
const secret = 'a secret for tests, of more than 32 characters'

let folder: string
let clickHouse: ServerProcess
let url: string
let store: Store
const running: ChildProcess[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stitchlog-settings-'))
  const [port = 0] = await freePorts(1)
  clickHouse = await prepareClickHouse(folder, port)
  await clickHouse.start()
  url = `http://127.0.0.1:${port}`
  store = openHttpStore({ url, user: 'default', password: '', database: 'default' })
})
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await store?.close()
  await clickHouse?.stop()
  await rm(folder, { recursive: true, force: true })
})

const mainOf = (main: string) => fileURLToPath(new URL(`../../services/${main}.ts`, import.meta.url))
const usual = () => ({ PORT: '0', CLICKHOUSE_URL: url, STITCHLOG_TOKEN_SECRET: secret })

function run(main: string, environment: Record<string, string> = {}, args: readonly string[] = []) {
  const child = spawn(process.execPath, [mainOf(main), ...args], {
    env: { ...processEnvironment, ...usual(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  return child
}

/** Runs it to its end. */
async function outcomeOf(child: ReturnType<typeof run>) {
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { status, output: output.trim().split('\n'), errors: errors.trim().split('\n') }
}

/** Runs commands, or starts that fail, to their ends: in one process, since most of what a start costs is the loading of modules. */
function outcomesInTurn(
  runs: readonly { readonly main: string; readonly environment?: Record<string, string>; readonly args?: readonly string[] }[],
) {
  const outcomes = runInTurn(
    mainOf(runs.at(-1)?.main ?? ''),
    runs.map(({ main, environment, args = [] }) => ({ file: mainOf(main), args, environment: { ...usual(), ...environment } })),
  )
  return outcomes.map(({ status, stdout, stderr }) => ({ status, output: stdout.trim().split('\n'), errors: stderr.trim().split('\n') }))
}

/** Waits for a line of its log. */
async function logged(child: ReturnType<typeof run>, event: string): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) if (line.includes(`"event":"${event}"`)) return line
  throw new Error(`the process ended without ${event}`)
}

async function stop(child: ReturnType<typeof run>): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  child.stdout.resume()
  expect(await exited).toEqual([0, null])
}

async function spanCount(): Promise<number> {
  const rows = await store.queries.selectRows<[number]>('SELECT toUInt32(count()) FROM session_spans')
  return rows[0]?.[0] ?? 0
}

const retention = async () => (await readAgreedSettings(store)).get('retention-days')?.value

test('of processes that start at once on a new database with two retentions, those with one of them run and the others say so', async () => {
  const children = ['400', '401', '400', '401'].map((days, index) => ({
    days,
    child: run(`${index < 2 ? 'query' : 'rollup'}/main`, { STITCHLOG_RETENTION_DAYS: days }),
  }))
  const outcomes = await Promise.all(
    children.map(async ({ days, child }) => {
      const errors = text(child.stderr)
      const ended = once(child, 'exit').then(async ([status]) => ({ days, status, errors: (await errors).trim() }))
      return await Promise.race([
        ended,
        logged(child, 'started').then(
          () => ({ days, status: 'runs', errors: '' }),
          () => ended,
        ),
      ])
    }),
  )
  const holding = await retention()
  for (const { days, status, errors } of outcomes) {
    expect([days, status]).toEqual([days, days === holding ? 'runs' : 1])
    if (days !== holding)
      expect(errors).toMatch(new RegExp(`^(query|rollup): STITCHLOG_RETENTION_DAYS is ${days} here, but ${holding} in all [^\n]*$`))
  }
  expect(outcomes.some(({ status }) => status === 'runs')).toBe(true)
  await Promise.all(children.map(({ child }) => (child.exitCode === null ? stop(child) : undefined)))
})

test('a rollup with a shorter retention than the others deletes nothing: it does not start', { timeout: 600_000 }, async () => {
  const holding = Number(await retention())
  const zone = findTimeZone('Etc/UTC')
  if (zone === undefined) throw new Error('Etc/UTC is a time zone')
  const at = Date.now() - 30 * dayMs
  const point = { networkId: 'acme', device: 'web', zone, periodStart: 0, timeoutMs: 60_000, at } as const
  await insertSpans(store, [spanOf({ ...point, userId: 'anna' }), spanOf({ ...point, userId: 'ben' })])
  const { status, errors } = await outcomeOf(run('rollup/main', { STITCHLOG_RETENTION_DAYS: '1' }))
  expect([status, errors.length]).toEqual([1, 1])
  expect(errors[0]).toMatch(
    new RegExp(`^rollup: STITCHLOG_RETENTION_DAYS is 1 here, but ${holding} in all services of this database \\(since .*Z, set by (query|rollup)\\)`),
  )
  expect(await spanCount()).toBe(2)
})

test('the retention is shortened for all by a command, which tells first what will be deleted', { timeout: 600_000 }, async () => {
  const holding = await retention()
  const old = run('rollup/main', { STITCHLOG_RETENTION_DAYS: holding ?? '', STITCHLOG_ROLLUP_CRON: '* * * * * *' })
  await logged(old, 'rolled-up')

  const [told, done] = outcomesInTurn([
    { main: 'commands/settings-main', args: ['--retention-days', '7'] },
    { main: 'commands/settings-main', args: ['--retention-days', '7', '--confirm'] },
  ])
  expect(told?.status).toBe(1)
  expect(told?.output).toEqual([
    `STITCHLOG_RETENTION_DAYS: from ${holding} to 7`,
    expect.stringMatching(/^Activity from before \d{4}-\d\d-\d\dT.* will be deleted, in all networks without their own retention:$/),
    '  session_spans  2 rows',
    // Versions that are not merged yet are rows too.
    expect.stringMatching(/^ {2}user_days {6}[1-9]\d* rows$/),
    'Nothing is changed yet: add --confirm to change it',
  ])
  // The first one has not changed it.
  expect(done).toMatchObject({ status: 0, errors: [''], output: expect.arrayContaining([`STITCHLOG_RETENTION_DAYS: from ${holding} to 7`]) })
  expect(await retention()).toBe('7')
  // The one that runs has another one now, and deletes nothing by it.
  expect(await logged(old, 'rollup-failed')).toContain('STITCHLOG_RETENTION_DAYS is')
  await stop(old)
  expect(await spanCount()).toBe(2)

  expect((await outcomeOf(run('query/main', { STITCHLOG_RETENTION_DAYS: holding ?? '' }))).status).toBe(1)
  const renewed = run('rollup/main', { STITCHLOG_RETENTION_DAYS: '7' })
  await logged(renewed, 'rolled-up')
  expect(await spanCount()).toBe(0)
  await stop(renewed)
})

test('it is lengthened in the same way, and what holds is shown', { timeout: 600_000 }, async () => {
  const [told, done, shown] = outcomesInTurn([
    { main: 'commands/settings-main', args: ['--retention-days', '500'] },
    { main: 'commands/settings-main', args: ['--retention-days', '500', '--confirm'] },
    { main: 'commands/settings-main' },
  ])
  expect([told?.status, told?.output[1]]).toEqual([1, expect.stringMatching(/^Nothing is deleted/)])
  expect([done?.status, shown?.status]).toEqual([0, 0])
  const output = shown?.output
  expect(output).toContainEqual(expect.stringMatching(/^STITCHLOG_RETENTION_DAYS: 500, since .*, set by npm run settings$/))
  expect(output).toContainEqual(expect.stringMatching(/^STITCHLOG_FSYNC: on, /))
  expect(output).toContainEqual(expect.stringMatching(/^STITCHLOG_TOKEN_SECRET: a secret, /))
})

test('the secret is changed for all by a command, and shown by nobody', { timeout: 600_000 }, async () => {
  const environment = { STITCHLOG_RETENTION_DAYS: '500', STITCHLOG_TOKEN_SECRET: secret.toUpperCase() }
  const [refused, changed] = outcomesInTurn([
    { main: 'query/main', environment },
    { main: 'commands/settings-main', environment, args: ['--token-secret', '--confirm'] },
  ])
  expect(refused).toMatchObject({ status: 1, errors: [expect.stringContaining('query: STITCHLOG_TOKEN_SECRET is not the secret that all')] })
  expect(refused?.errors.join()).not.toContain(secret.toUpperCase())
  expect(changed?.status).toBe(0)
  const query = run('query/main', environment)
  await logged(query, 'started')
  await stop(query)
})
