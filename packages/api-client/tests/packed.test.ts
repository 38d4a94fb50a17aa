import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'stitchlog-packed-'))
const modules = join(folder, 'node_modules')

beforeAll(() => {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] })
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--silent', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }))
  const installed = join(modules, '@stitchlog/api-client')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', installed, '--strip-components=1'])
  symlinkSync(join(root, 'node_modules/openapi-fetch'), join(modules, 'openapi-fetch'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
})
afterAll(() => rmSync(folder, { recursive: true }))

const source = `import { createApiClient, type Problem } from '@stitchlog/api-client'
const api = createApiClient({ baseUrl: 'https://activity.example.com', getToken: () => 'token' })
const { data, error } = await api.GET('/v1/networks/{networkId}/users/{userId}/days', {
  params: { path: { networkId: 'acme', userId: 'anna' }, query: { from: '2026-11-01' } },
})
const durations: number[] = (data?.days ?? []).map((day) => day.durationMs)
const problem: Problem | undefined = error
console.log(durations, problem?.code)
export {}`

function check(name: string, text: string, options: readonly string[]): string {
  writeFileSync(join(folder, `${name}.ts`), text)
  const args = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable', '--types', '']
  try {
    return execFileSync(join(root, '../../node_modules/.bin/tsc'), [...args, ...options, `${name}.ts`], { cwd: folder, encoding: 'utf8' })
  } catch (error) {
    return String((error as { stdout?: string }).stdout)
  }
}

test.each([
  ['with a bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']],
  ['in Node', ['--module', 'nodenext']],
])('the packed client type-checks %s, and knows what the API has', (_, options) => {
  expect(check('right', source, options)).toBe('')
  expect(check('path', source.replace('/days', '/nights'), options)).toContain('error')
  expect(check('parameter', source.replace("from: '2026-11-01'", 'from: 20261101'), options)).toContain("'number' is not assignable")
  expect(check('answer', source.replace('day.durationMs', 'day.duration'), options)).toContain("'duration' does not exist")
})

test('the packed client runs', async () => {
  const { createApiClient } = await import(join(modules, '@stitchlog/api-client/dist/index.js'))
  const asked: [string, string | null][] = []
  const api = createApiClient({
    baseUrl: 'https://activity.example.com',
    getToken: async () => 'the token',
    fetch: async (request: Request) => {
      asked.push([request.url, request.headers.get('authorization')])
      return Response.json({ enabled: false })
    },
  })
  const { data } = await api.GET('/v1/networks/{networkId}/tracking', { params: { path: { networkId: 'a b/c' } } })
  expect(data).toEqual({ enabled: false })
  expect(asked).toEqual([['https://activity.example.com/v1/networks/a%20b%2Fc/tracking', 'Bearer the token']])
})
