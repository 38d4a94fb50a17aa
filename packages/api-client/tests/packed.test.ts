import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installPacked } from '../../../tests/packed-package.ts'

const root = join(import.meta.dirname, '..')
const { installed, check } = installPacked(root, { 'openapi-fetch': join(root, 'node_modules/openapi-fetch') })

const source = `import { createApiClient, type Problem } from '@stitchlog/api-client'
const api = createApiClient({ baseUrl: 'https://activity.example.com', getToken: () => 'token' })
const { data, error } = await api.GET('/v1/networks/{networkId}/users/{userId}/days', {
  params: { path: { networkId: 'acme', userId: 'anna' }, query: { from: '2026-11-01' } },
})
const durations: number[] = (data?.days ?? []).map((day) => day.durationMs)
const problem: Problem | undefined = error
console.log(durations, problem?.code)
export {}`

const browser = ['--lib', 'es2022,dom,dom.iterable', '--types', '']

test.each([
  ['with a bundler', [...browser, '--module', 'esnext', '--moduleResolution', 'bundler']],
  ['in Node', [...browser, '--module', 'nodenext']],
])('the packed client type-checks %s, and knows what the API has', (_, options) => {
  const sources = {
    right: source,
    path: source.replace('/days', '/nights'),
    parameter: source.replace("from: '2026-11-01'", 'from: 20261101'),
    answer: source.replace('day.durationMs', 'day.duration'),
  }
  expect(check(sources, options)).toEqual({
    right: '',
    path: expect.stringContaining('error'),
    parameter: expect.stringContaining("'number' is not assignable"),
    answer: expect.stringContaining("'duration' does not exist"),
  })
})

test('the packed client runs', async () => {
  const { createApiClient } = await import(join(installed, 'dist/index.js'))
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
