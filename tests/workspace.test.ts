import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('packages are installed for the Node that runs them', () => {
  const settings = readFileSync(new URL('../pnpm-workspace.yaml', import.meta.url), 'utf8')
  expect(/^nodeVersion: (\S+)$/m.exec(settings)?.[1]).toBe(process.versions.node)
})

test('a test stands beside the file that it is about where it needs nothing but that; else it stands in a folder tests', () => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
  const beside = files.filter((file) => !/(^|\/)tests\//.test(file) && existsSync(root + file))
  const needsMore =
    /from '(?:node:child_process|node:net|node:http|chdb|kafkajs|playwright-core|@stitchlog\/store\/embedded|[^']*\/(?:temporary-store|query-server|test-system|temporary-stack))/
  expect(beside.length).toBeGreaterThan(30)
  for (const file of beside) {
    expect(existsSync(root + file.replace(/(?:\.property)?\.test\.ts$/, '.ts')), `${file} has a file beside it`).toBe(true)
    expect(readFileSync(root + file, 'utf8'), `${file} needs an engine, a broker, a browser or a process`).not.toMatch(needsMore)
  }
})

test('a test of minutes of faults names what remains of its claim in `npm test`, and none stands behind a promise about privacy', () => {
  const files = readdirSync(`${root}tests/faults`)
  expect(files.length).toBeGreaterThan(3)
  for (const file of files) {
    const [, names = ''] = /^\/\/ Shorter, in `npm test`: (.+)\n/.exec(readFileSync(`${root}tests/faults/${file}`, 'utf8')) ?? []
    for (const name of names.split(', ')) {
      expect(name, `${file} names a test`).toMatch(/\/(distributed|tests)\/[\w.-]+\.test\.ts$/)
      expect(existsSync(root + name), `${name}, which ${file} names, is there`).toBe(true)
    }
  }
  expect(readFileSync(`${root}docs/privacy.md`, 'utf8')).not.toContain('tests/faults/')
})

test('containers are given no password that is known, and every secret that they ask for is made', () => {
  const compose = ['infra/compose.yaml', 'infra/compose.secure.yaml'].map((file) => readFileSync(root + file, 'utf8')).join('\n')
  expect(compose).not.toMatch(/\$\{\w+:?-/)
  const asked = new Set([...compose.matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? ''))
  const secrets = () =>
    new Map(
      [...execFileSync('sh', [`${root}infra/make-secrets.sh`], { encoding: 'utf8' }).matchAll(/^(\w+)=(\w{48})$/gm)].map(([, name = '', value]) => [
        name,
        value,
      ]),
    )
  const made = secrets()
  expect([...asked].filter((name) => !made.has(name))).toEqual([])
  expect(new Set([...made.values(), ...secrets().values()]).size).toBe(2 * made.size)
  const values = [...compose.matchAll(/^ +\w*(?:PASSWORD|SECRET): (.*)$/gm)].map(([, value]) => value ?? '')
  expect(values.length).toBeGreaterThan(5)
  expect(values.filter((value) => !value.startsWith('${'))).toEqual([])
})
