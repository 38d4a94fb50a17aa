import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { processEnvironment } from './process-environment.ts'

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

function run(file: string, ...args: string[]) {
  // Nothing is set, so that a command which began its work would say what it lacks.
  const { status, stdout, stderr } = spawnSync(process.execPath, [root + file, ...args], {
    cwd: root,
    env: processEnvironment,
    encoding: 'utf8',
    timeout: 180_000,
  })
  return { status, stdout, stderr }
}

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

describe.each(commands)('%s', (_, file) => {
  test('tells its usage on standard output with status 0', () => {
    for (const flag of ['--help', '-h']) {
      const { status, stdout, stderr } = run(file, flag)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect(stdout).toMatch(/^usage: (npm|node) /)
    }
  })

  test('names an option that it does not have first', () => {
    const { status, stdout, stderr } = run(file, '--colour')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr.split('\n')[0]).toMatch(/^([\w-]+: )?--colour: no such option/)
  })
})
