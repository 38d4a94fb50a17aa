import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { queryOperations } from '@stitchlog/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { type SharedStandalone, shareStandalone } from '../../services/standalone/tests/shared-standalone.ts'
import { type Api, apiOf, tokenFor, tokenSecret } from '../../services/standalone/tests/standalone-process.ts'
import { rounds } from '../rounds.ts'

/** Attacks that the service withstood from the beginning, so that it goes on doing so. */
const shared = shareStandalone(['acme'], {
  STITCHLOG_READS_PER_MINUTE: '0',
  STITCHLOG_DOWNLOAD_REQUESTS_PER_MINUTE: '0',
  STITCHLOG_ROLLUP_CRON: '*/10 * * * * *',
})
let standalone: SharedStandalone
let api: Api
let token: string
/** All at one instant, which is of one date. */
let at: number
const beatOf = (userId: string) => ({ userId, device: 'web', timeZone: 'UTC', occurredAt: at })
/** Ids that are formulas, markup, paths, prototypes and statements. */
const hostile = [
  '=1+1',
  '@SUM(A1)',
  '-2+3',
  '\t=1',
  '<img src=x onerror=alert(1)>',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  "' OR 1=1 --",
  '{p:String}',
]

beforeAll(async () => {
  standalone = shared()
  token = await tokenFor(['acme'])
  api = standalone.apiFor('acme')
  at = Date.now()
  expect((await api.post('/v1/events', { events: [...hostile, 'anna'].map((userId) => beatOf(userId)) })).status).toBe(202)
})

/** Sends bytes on a connection of their own. @returns all that comes until it ends */
async function raw(sent: string): Promise<string> {
  const { hostname, port } = new URL(standalone.address)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(sent)
  return await text(socket).catch(() => '')
}

const answersIn = (text: string) => text.match(/HTTP\/1\.1 \d{3}/g)?.map((line) => Number(line.slice(9))) ?? []
/** What a call answers, as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: each answer has a shape of its own, and `expect` looks at it
const answerOf = async (path: string): Promise<any> => await (await api.get(path)).json()
const lookCount = async () => Number((await answerOf('/v1/networks/acme/access-log?looks=all&limit=200')).entries.length)

describe('a request inside another one is never answered', () => {
  const hidden = 'GET /openapi.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  const post = 'POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
  test.each([
    ['a length and chunks', `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['chunks and a length', `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${hidden}`],
    ['two lengths', `${post}Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`],
    ['a list of lengths', `${post}Content-Length: 0, ${hidden.length}\r\n\r\n${hidden}`],
    ['a length with a sign', `${post}Content-Length: +0\r\n\r\n${hidden}`],
    ['chunks that are called otherwise', `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['chunks twice', `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`],
    ['a blank before the colon', `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['a chunk size that is none', `${post}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${hidden}`],
    ['a folded header', `${post}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['a line end inside a header', `${post}X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['a null byte', `${post}X: \0\r\nContent-Length: 0\r\n\r\n${hidden}`],
  ])('by %s', async (_name, sent) => {
    const answers = answersIn(await raw(sent))
    expect(answers).toHaveLength(1)
    expect(answers[0]).toBeGreaterThanOrEqual(400)
  })
})

test.each([
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/..%2f..%2fpackage.json',
  '/.git/config',
  '/%00',
  '//etc/passwd',
  '/token-secret',
  '/data',
])('no file but those of the page is served: %s', async (path) => {
  const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  expect([400, 404]).toContain(answersIn(answer)[0])
  expect(answer).not.toMatch(/root:|"name"|\[core\]/)
})

test('the page runs no script but its own, and nobody frames it', async () => {
  const policy = (await fetch(standalone.address)).headers.get('content-security-policy') ?? ''
  expect(policy).toMatch(/default-src 'none'|default-src 'self'/)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/unsafe-(inline|eval)|script-src[^;]*(\*|data:|https?:)/)
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a key of every object is no key of ours: %s', async (key) => {
  expect((await api.get(`/v1/networks/${key}/users`)).status).toBe(403)
  expect((await api.get(`/v1/networks/acme/users?${key}=1&sort=${key}`)).status).toBe(400)
  const body = `{"events":[{"${key}":{"userId":"x"},"userId":"anna","device":"web","timeZone":"UTC","occurredAt":${at}}],"${key}":{"polluted":true}}`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(`${standalone.address}/v1/events`, { method: 'POST', headers, body })
  expect([202, 400]).toContain(answer.status)
  expect(Object.keys(Object(await (await fetch(`${standalone.address}/readyz`)).json()))).toEqual(['status'])
})

describe('a look leaves its entry', () => {
  const path = '/v1/networks/acme/users/anna/days'
  const head = (method: string, more = '') => `${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n${more}\r\n`
  test.each([
    ['HEAD', () => head('HEAD', 'Connection: close\r\n'), 1],
    ['a range of bytes', () => head('GET', 'Range: bytes=0-0\r\nConnection: close\r\n'), 1],
    ['if it has not changed', () => head('GET', 'If-Modified-Since: Sun, 01 Jan 2090 00:00:00 GMT\r\nIf-None-Match: *\r\nConnection: close\r\n'), 1],
    ['several on one connection', () => head('GET') + head('GET') + head('GET', 'Connection: close\r\n'), 3],
  ])('with %s', async (_name, sent, count) => {
    const before = await lookCount()
    const answer = await raw(sent())
    expect(answersIn(answer)).toEqual(Array.from({ length: count }, () => 200))
    expect((await lookCount()) - before).toBe(count)
  })

  test('that is broken off', async () => {
    const before = await lookCount()
    const { hostname, port } = new URL(standalone.address)
    for (let nth = 0; nth < 5; nth++) {
      const socket = connect(Number(port), hostname)
      socket.write(head('GET'))
      await once(socket, 'data')
      socket.destroy()
    }
    expect((await lookCount()) - before).toBe(5)
  })
})

test('a statement is a text like any other, in every parameter of every read', async () => {
  const statements = ["' OR 1=1 --", "'; DROP TABLE session_spans; --", "\\' UNION ALL SELECT 1 --", '%', '_', '{x:String}', '\\', '"', '`']
  for (const operation of Object.values(queryOperations).filter(({ method }) => method === 'GET')) {
    const parameters = Object.keys('shape' in operation.queryParameters ? operation.queryParameters.shape : {})
    const fill = (value: string) =>
      operation.path.replace(/\{(\w+)\}/g, (_, name) =>
        encodeURIComponent({ networkId: 'acme', userId: value, date: '2026-11-20' }[String(name)] ?? value),
      )
    // Each parameter gets a third of them by turns, and all with the faults.
    for (const [at, parameter] of ['', ...parameters].entries()) {
      for (const statement of statements.filter((_, nth) => nth % rounds(3, 1) === at % rounds(3, 1))) {
        const query = parameter === '' ? '' : `?${parameter}=${encodeURIComponent(statement)}`
        const answer = await api.get(fill(statement) + query)
        expect([200, 400, 403], `${operation.path} ${parameter} ${statement}`).toContain(answer.status)
        // What was asked for is on record, and so in the files of looks.
        expect((await answer.text()).replaceAll('UNION ALL SELECT 1', '')).not.toMatch(/DB::|Exception|SELECT|syntax/)
      }
    }
  }
  expect((await answerOf('/v1/networks/acme/users/anna/days')).days).toHaveLength(1)
})

test('no cell of a file is a formula, in any dialect', async () => {
  const today = new Date(at).toISOString().slice(0, 10)
  const users = `users.csv?from=${today}&to=${today}`
  await expect.poll(async () => await (await api.get(`/v1/networks/acme/${users}`)).text()).toContain('SUM')
  const files = [users, `${users}&dialect=excel`, `${users}&lang=nl`, ...hostile.map((id) => `users/${encodeURIComponent(id)}/sessions.csv`)]
  for (const file of files) {
    const body = await (await api.get(`/v1/networks/acme/${file}`)).text()
    for (const cell of body.split(/[;,\r\n]+/)) expect(cell.replace(/^"/, ''), `${file}: ${cell}`).not.toMatch(/^(=|@|\+[^\d]|-[^\d]|\t|-\d+\+)/)
  }
})

test('what is sent is never written to the log, so no line can be forged', async () => {
  const forged = 'x\n{"level":50,"msg":"forged"}\u001b[2J\u2028'
  await api.get(`/v1/networks/acme/users/${encodeURIComponent(forged)}/days`)
  await api.get(`/v1/networks/${encodeURIComponent(forged)}/users?search=${encodeURIComponent(forged)}`)
  await api.post('/v1/events', { events: [beatOf(forged)], sentAt: forged })
  await raw(
    `GET /forged HTTP/1.1\r\nHost: forged\r\nUser-Agent: forged\r\nX-Forwarded-For: forged\r\nX-Request-Id: forged\r\nConnection: close\r\n\r\n`,
  )
  await api.get('/v1/networks/acme/users')
  expect(standalone.output()).not.toContain('forged')
  expect(standalone.output()).not.toContain('\u001b')
})

test('neither the secret nor a token is among what the machine shows of the process', () => {
  const shown = readFileSync(`/proc/${standalone.child.pid}/cmdline`, 'utf8')
  expect(shown).not.toContain(tokenSecret)
  expect(standalone.output()).not.toContain(tokenSecret)
})

test('the image runs as nobody special', () => {
  const image = readFileSync(new URL('../../infra/Dockerfile', import.meta.url), 'utf8')
  expect(image.match(/^USER (.*)$/gm)?.at(-1)).toBe('USER 10001:10001')
})

test('500 connections that send a byte now and then hold up nobody', async () => {
  const { hostname, port } = new URL(standalone.address)
  const sockets = Array.from({ length: 500 }, () => connect(Number(port), hostname).on('error', () => {}))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  for (const [nth, socket] of sockets.entries())
    socket.write(nth % 2 === 0 ? 'GET / HT' : 'POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{')
  for (let nth = 0; nth < 10; nth++) {
    for (const socket of sockets) if (!socket.destroyed) socket.write('x')
    expect((await api.get('/v1/networks/acme/users/anna/days')).status).toBe(200)
    expect((await api.post('/v1/events', { events: [beatOf('anna')] })).status).toBe(202)
  }
  for (const socket of sockets) socket.destroy()
})

test('1,000 requests at once are all answered, each with what it asked for', async () => {
  const own = await tokenFor(['acme', 'other'])
  const answers = await Promise.all(
    Array.from({ length: 1000 }, async (_, nth) => {
      const path = nth % 2 === 0 ? '/v1/networks/acme/tracking' : '/v1/networks/other/tracking'
      const answer = await apiOf(standalone.address, own).get(path)
      const { networkId } = Object(await answer.json())
      return answer.status === 200 ? networkId === (nth % 2 === 0 ? 'acme' : 'other') : answer.status === 429
    }),
  )
  expect(answers.every(Boolean)).toBe(true)
})

test('a cursor that was not given out is refused, however many are tried', async () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const random = (nth: number) => Array.from({ length: 1 + (nth % 60) }, (_, at) => alphabet[(nth * 31 + at * at * 17) % 64]).join('')
  const values = ['null', '[]', '{}', '"x"', '[0,"anna"]', '{"value":1e308,"userId":"x"}', '{"__proto__":1}', '{"userId":"\' OR 1=1"}']
  const cursors = [...values.map((value) => Buffer.from(value).toString('base64url')), ...Array.from({ length: 300 }, (_, nth) => random(nth))]
  for (const path of ['users', 'access-log']) {
    for (const cursor of cursors) {
      const answer = await api.get(`/v1/networks/acme/${path}?cursor=${encodeURIComponent(cursor)}`)
      expect([200, 400], cursor).toContain(answer.status)
      if (answer.status === 400) expect(await answer.json()).toMatchObject({ code: 'invalid-parameter' })
    }
  }
})
