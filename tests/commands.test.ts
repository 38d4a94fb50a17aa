import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { processEnvironment } from './process-environment.ts'
import type { Outcome } from './run-before.ts'
import { runInTurn } from './run-command.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

/** The files that `npm run` and operators start, and the arguments of Node that they are started with. */
const commands = [
  ...Object.entries(scripts).flatMap(([name, script]) => {
    const [, file] = /node (?:--\S+ )*((?:services|tests|infra\/stack)\/\S+\.ts)$/.exec(script) ?? []
    return file === undefined ? [] : [[name, file] as const]
  }),
  ...['ingest', 'stitcher', 'query', 'rollup'].map((name) => [name, `services/${name}/main.ts`] as const),
]

test('every command of package.json is among them', () => {
  expect(commands.map(([name]) => name)).toEqual(
    expect.arrayContaining([
      'start',
      'stack',
      'replay',
      'rollup',
      'settings',
      'dead-letters',
      'stream-alarms',
      'token',
      'sample:remove',
      'chaos',
      'random-check',
    ]),
  )
})

const options = [['--colour'], ['-h'], ['--help']] as const

// Nothing is set, so that a command which began its work would say what it lacks.
let outcomes: readonly Outcome[]
beforeAll(() => {
  outcomes = runInTurn(
    root + (commands.at(-1)?.[1] ?? ''),
    commands.flatMap(([, file]) => options.map((args) => ({ file: root + file, args }))),
  )
})

test.each(commands)('%s tells its usage on standard output with status 0, and names an option that it does not have first', (_, file) => {
  const first = options.length * commands.findIndex((command) => command[1] === file)
  const [refused, ...helped] = outcomes.slice(first, first + options.length)
  expect(refused).toMatchObject({ status: 1, stdout: '', left: [] })
  expect(refused?.stderr.split('\n')[0]).toMatch(/^([\w-]+: )?--colour: no such option/)
  expect(helped).toHaveLength(2)
  for (const { status, stdout, stderr, left } of helped) {
    expect({ status, stderr, left }).toEqual({ status: 0, stderr: '', left: [] })
    expect(stdout).toMatch(/^usage: (npm|node) /)
  }
})

test('commands for a server need no embedded engine, which its image does not have', () => {
  const withoutEngine =
    'import { registerHooks } from "node:module"; registerHooks({ resolve(name, context, next) { if (/^chdb/.test(name)) throw new Error(name); return next(name, context) } })'
  const files = ['backup', 'doctor', 'migrate', 'restore', 'rollup', 'settings'].map((name) => `${root}services/commands/${name}-main.ts`)
  const script = `process.argv = ['', '', '--help']; for (const file of ${JSON.stringify(files)}) await import(file)`
  const args = ['--import', `data:text/javascript,${encodeURIComponent(withoutEngine)}`, '--input-type=module', '--eval', script]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env: { ...processEnvironment }, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout.match(/^usage: npm run (\w+)/gm)).toHaveLength(files.length)
})
