import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { Outcome } from '../../../tests/run-before.ts'
import { runInTurn } from '../../../tests/run-command.ts'

const main = join(import.meta.dirname, '../main.ts')
const folder = mkdtempSync(join(tmpdir(), 'stitchlog-command-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const fileOf = (content: string | Buffer) => {
  const file = join(folder, `input-${files++}`)
  writeFileSync(file, content)
  return file
}
const temporary = join(folder, 'temporary')
mkdirSync(temporary)

function start(args: readonly string[], stdin: 'ignore' | 'pipe' | number = 'ignore') {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary, INIT_CWD: folder },
    stdio: [stdin, 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    errors += chunk
  })
  const ended = once(child, 'close').then(([status]) => ({ status, output, errors }))
  return { child, ended }
}

const linesOf = (out: string, name: string) =>
  readFileSync(join(folder, out, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const event = (changes: object = {}) =>
  JSON.stringify({ networkId: 'acme', userId: 'anna', device: 'web', timeZone: 'Etc/UTC', occurredAt: 1_772_445_600_000, ...changes })
const tracking = fileOf('{"networkId":"acme","change":"on","at":0}\n')

test('malformed input of every kind gets its reason and line, and stops nothing', async () => {
  const kinds: [string, string | Buffer][] = [
    ['malformed', 'no json'],
    ['malformed', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['malformed', '[]'],
    ['malformed', 'null'],
    ['malformed', '"text"'],
    ['malformed', event({ networkId: undefined })],
    ['malformed', event({ userId: 5 })],
    ['malformed', event({ userId: '' })],
    ['malformed', event({ userId: '.' })],
    ['malformed', event({ userId: '..' })],
    ['malformed', event({ userId: 'x'.repeat(129) })],
    ['malformed', event({ userId: 'a\u0085b' })],
    ['malformed', '{"networkId":"acme","userId":"\\ud800","device":"web","timeZone":"Etc/UTC","occurredAt":5}'],
    ['malformed', event({ device: 'tv' })],
    ['malformed', event({ timeZone: null })],
    ['malformed', event({ occurredAt: -1 })],
    ['malformed', event({ occurredAt: 1.5 })],
    ['malformed', event({ occurredAt: 4_102_444_800_000 })],
    ['malformed', event({ occurredAt: '5' })],
    ['malformed', event({ receivedAt: null })],
    ['malformed', '['.repeat(100_000)],
    ['unknown-time-zone', event({ timeZone: '' })],
    ['unknown-time-zone', event({ timeZone: 'PST' })],
    ['unknown-time-zone', event({ timeZone: 'Europe/Berlin ' })],
    ['unknown-time-zone', event({ timeZone: '+24:00' })],
  ]
  const lines = kinds.flatMap(([, line]) => [Buffer.from(line), Buffer.from('\n')])
  const { ended } = start([
    '--events',
    fileOf(Buffer.concat([Buffer.from(`${event()}\n`), ...lines, Buffer.from(event())])),
    '--tracking',
    tracking,
    '--out',
    'kinds',
  ])
  expect(await ended).toMatchObject({ status: 0, errors: '' })
  const rejected = linesOf('kinds', 'rejected.ndjson')
  expect(rejected.map(({ line, reason }) => [line, reason])).toEqual(kinds.map(([reason], index) => [index + 2, reason]))
  for (const { detail } of rejected) expect(detail).toEqual(expect.any(String))
  expect(linesOf('kinds', 'dropped.json')).toEqual([
    { accepted: 2, dropped: { malformed: 21, 'unknown-time-zone': 4, future: 0, expired: 0, erased: 0, 'not-tracked': 0 } },
  ])
  expect(linesOf('kinds', 'sessions.ndjson')).toHaveLength(1)
})

describe('standard input', () => {
  test('is taken for events through a pipe, gzipped, and for tracking from a file', async () => {
    const piped = start(['--events', '-', '--tracking', tracking, '--out', 'piped'], 'pipe')
    piped.child.stdin?.end(gzipSync(`${event()}\n${event({ userId: 'ben' })}\n`))
    expect((await piped.ended).status).toBe(0)
    expect(linesOf('piped', 'days.ndjson').map(({ userId }) => userId)).toEqual(['anna', 'ben'])

    const redirected = start(['--events', fileOf(event()), '--tracking', '-', '--out', 'redirected'], openSync(tracking, 'r'))
    expect((await redirected.ended).status).toBe(0)
    expect(linesOf('redirected', 'days.ndjson')).toHaveLength(1)
  })

  test('that nobody writes to is not waited for where it is not asked for', async () => {
    const { child, ended } = start(['--events', fileOf(event()), '--tracking', tracking, '--out', 'idle'], 'pipe')
    expect((await ended).status).toBe(0)
    child.stdin?.end()
  })
})

describe('a run that fails', () => {
  /** In one process: most of what a run costs is its start. */
  const inTurn = (...runs: readonly (readonly string[])[]) =>
    runInTurn(
      main,
      runs.map((args) => ({ args, environment: { TMPDIR: temporary, INIT_CWD: folder } })),
    )
  const expectFailure = (outcome: Outcome | undefined, message: RegExp) => {
    expect(outcome).toMatchObject({ status: 1, stderr: expect.stringMatching(message) })
    expect(outcome?.stderr).not.toMatch(/^ {4}at /m)
  }
  const from = (events: string, changes: string, out: string) => ['--events', events, '--tracking', changes, '--out', out]

  test('names the broken tracking line and writes nothing, or says that it cannot write', () => {
    const broken = fileOf('\n{"networkId":"acme","change":"off","at":5}\n{"networkId":"acme","change":"on"}')
    const events = fileOf(event())
    const [line, onFile, underFile] = inTurn(
      from(events, broken, 'broken'),
      from(events, tracking, tracking),
      from(events, tracking, `${tracking}/out`),
    )
    expectFailure(line, /^replay: tracking file, line 3: at: /)
    expect(existsSync(join(folder, 'broken'))).toBe(false)
    for (const outcome of [onFile, underFile]) expectFailure(outcome, /^replay: cannot write to /)
  })

  test('says which file it cannot read, and leaves what an earlier run wrote', () => {
    const truncated = fileOf(gzipSync(`${event({ userId: 'ben' })}\n`.repeat(1000)).subarray(0, 80))
    const [earlier, ...failed] = inTurn(
      from(fileOf(event()), tracking, 'earlier'),
      from(truncated, tracking, 'earlier'),
      from('missing', tracking, 'earlier'),
      from(fileOf(event()), '.', 'earlier'),
    )
    expect(earlier).toMatchObject({ status: 0 })
    const reasons = [/^replay: cannot read .*input-/, /^replay: cannot read .*missing/, /^replay: cannot read /]
    expect(failed).toHaveLength(reasons.length)
    for (const [nth, reason] of reasons.entries()) expectFailure(failed[nth], reason)
    expect(linesOf('earlier', 'sessions.ndjson')).toMatchObject([{ userId: 'anna' }])
    expect(readdirSync(join(folder, 'earlier')).sort()).toEqual(['days.ndjson', 'dropped.json', 'rejected.ndjson', 'sessions.ndjson'])
    expect(readdirSync(temporary)).toEqual([])
  })

  test('leaves no temporary files, also when it is stopped', async () => {
    const { child, ended } = start(['--events', '-', '--tracking', tracking, '--out', 'stopped'], 'pipe')
    child.stdin?.write(`${event()}\n`)
    while (readdirSync(temporary).length === 0) await new Promise((resolve) => setTimeout(resolve, 50))
    child.kill('SIGTERM')
    expect((await ended).status).toBe(143)
    expect(readdirSync(temporary)).toEqual([])
    expect(existsSync(join(folder, 'stopped/sessions.ndjson'))).toBe(false)
  })
})
