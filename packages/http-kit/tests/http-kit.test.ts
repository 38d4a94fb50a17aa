import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { deleteUserActivity, getTracking, postEvents, problems, putTracking, type Scope } from '@stitchlog/contracts'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHttpApp, createTokenVerifier, HttpProblem, OperationRouter, signToken } from '../src/index.ts'

const secret = 'a secret for tests, of more than 32 characters'
const now = () => Date.now()
let missing: string | undefined

const app = createHttpApp({ log: createLogger('test', 'silent'), metrics: createMetrics(), missing: () => missing })
const router = new OperationRouter(app, createTokenVerifier({ secret }), now)
router.add(postEvents, async ({ body }) => ({ accepted: body.events.length, dropped: {}, rejected: [] }))
router.add(getTracking, async ({ path }) => path)
router.add(deleteUserActivity, async ({ path }) => path)
router.add(putTracking, async ({ body }) => {
  if (!body.enabled) throw new TypeError('secret detail in /etc/passwd')
  throw new HttpProblem('unavailable', undefined, { 'retry-after': '5' })
})
router.refuseOtherMethods()
let address: string
beforeAll(async () => {
  address = await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => app.close())

const tokenOf = (scopes: readonly Scope[], networks: readonly string[] = ['acme'], expiresInSeconds = 60) =>
  signToken(secret, { subject: 'anna', networks, scopes, expiresInSeconds }, Date.now())

const all: readonly Scope[] = ['activity:write', 'activity:read', 'activity:manage']

interface Sent {
  readonly method?: string
  readonly token?: string | undefined
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
}

async function send(path: string, { method = 'GET', token, headers = {}, body }: Sent = {}) {
  const authorization = token ?? `Bearer ${await tokenOf(all)}`
  const response = await fetch(address + path, {
    method,
    headers: { ...(authorization === '' ? {} : { authorization }), ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: text === '' ? undefined : JSON.parse(text) }
}

const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  send('/v1/events', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })

const expectProblem = (answer: Awaited<ReturnType<typeof send>>, code: keyof typeof problems) => {
  expect(answer.json).toMatchObject({ type: 'about:blank', code, status: problems[code].status, title: problems[code].title })
  expect(answer.status).toBe(problems[code].status)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
}

describe('a body', () => {
  test('is taken as JSON, with a charset or gzipped', async () => {
    const body = JSON.stringify({ events: [1, 2] })
    expect((await post(body)).json).toEqual({ accepted: 2, dropped: {}, rejected: [] })
    expect((await post(body, { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(202)
    expect((await post(gzipSync(body), { 'content-encoding': 'gzip' })).status).toBe(202)
    expect((await post(gzipSync(body), { 'content-encoding': 'GZIP' })).status).toBe(202)
    expect((await post(body, { 'content-encoding': 'identity' })).status).toBe(202)
  })

  test.each([
    ['broken-json', '{', {}],
    ['broken-json', '', {}],
    ['broken-json', Buffer.from([0x22, 0xff, 0x22]), {}],
    ['broken-json', '{"events":[]}', { 'content-encoding': 'gzip' }],
    ['broken-json', gzipSync('{"events":[]}').subarray(0, 15), { 'content-encoding': 'gzip' }],
    ['invalid-body', 'null', {}],
    ['invalid-body', '[]', {}],
    ['invalid-body', '{}', {}],
    ['invalid-body', '{"events":{}}', {}],
    ['invalid-body', '{"events":[],"sentAt":null}', {}],
    ['invalid-body', '{"events":[],"sentAt":1.5}', {}],
    ['unsupported-content-type', '{"events":[]}', { 'content-type': 'text/plain' }],
    ['unsupported-content-type', '{"events":[]}', { 'content-type': 'application/jsonp' }],
    ['unsupported-content-type', '{"events":[]}', { 'content-type': 'nonsense' }],
    ['unsupported-encoding', '{"events":[]}', { 'content-encoding': 'br' }],
    ['unsupported-encoding', '{"events":[]}', { 'content-encoding': 'gzip, gzip' }],
    ['body-too-large', `{"events":["${'x'.repeat(2 ** 20)}"]}`, {}],
    ['body-too-large', gzipSync(`{"events":["${'x'.repeat(2 ** 20)}"]}`), { 'content-encoding': 'gzip' }],
  ] as const)('is refused as %s (%#)', async (code, body, headers) => {
    expectProblem(await post(body, headers), code)
  })

  const bom = '\u{feff}'
  const one = '{"events":[1]}'

  test.each([
    ['a byte-order mark', bom + one, {}],
    ['a byte-order mark inside gzip', gzipSync(bom + one), { 'content-encoding': 'gzip' }],
    ['the other name of gzip', gzipSync(one), { 'content-encoding': 'X-Gzip' }],
    ['gzip and identity', gzipSync(one), { 'content-encoding': 'gzip, identity' }],
    ['identity and gzip', gzipSync(one), { 'content-encoding': 'identity,gzip' }],
    ['identity twice', one, { 'content-encoding': 'identity, identity' }],
    ['an empty encoding', one, { 'content-encoding': '' }],
  ] as const)('is taken with %s', async (_what, body, headers) => {
    expect((await post(body, headers)).json).toEqual({ accepted: 1, dropped: {}, rejected: [] })
  })

  test.each([
    ['broken-json', bom + bom + one, {}],
    ['broken-json', bom, {}],
    ['broken-json', Buffer.from(bom + one, 'utf16le'), {}],
    ['broken-json', one, { 'content-encoding': 'x-gzip' }],
    ['unsupported-encoding', gzipSync(gzipSync(one)), { 'content-encoding': 'gzip, x-gzip' }],
    ['unsupported-encoding', one, { 'content-encoding': 'identity, br' }],
  ] as const)('is refused as %s beyond that (%#)', async (code, body, headers) => {
    expectProblem(await post(body, headers), code)
  })

  test('of nested arrays a thousand deep is JSON like any other', async () => {
    expect((await post(`{"events":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`)).status).toBe(202)
  })

  test('says which field is wrong', async () => {
    expect((await post('{"events":[],"sentAt":"1"}')).json.detail).toBe('sentAt: integer milliseconds since 1970')
  })

  test.each(['-1', '4102444800000', '8640000000000000', '-8640000000000000', '1e15', '5.0'])('may have been sent at %s', async (sentAt) => {
    expect((await post(`{"events":[],"sentAt":${sentAt}}`)).status).toBe(202)
  })

  test.each(['-1.5', '1e300', '9007199254740993', '"5"', 'true', '[5]', '{}'])('was not sent at %s', async (sentAt) => {
    expectProblem(await post(`{"events":[],"sentAt":${sentAt}}`), 'invalid-body')
  })
})

describe('a call without a body', () => {
  const path = '/v1/networks/acme/users/anna/activity'
  const types = ['application/json', 'application/json; charset=utf-8', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense', '']
  const empty = ['', ' \r\n\t', '{}', ' { } ', '[]', 'null', '\u{feff}', '\u{feff}{}']

  test.each(types)('may declare the type "%s"', async (type) => {
    expect((await send(path, { method: 'DELETE', headers: { 'content-type': type } })).status).toBe(202)
    for (const body of empty) expect((await send(path, { method: 'DELETE', headers: { 'content-type': type }, body })).status, body).toBe(202)
    expect((await send('/v1/networks/acme/tracking', { headers: { 'content-type': type } })).status).toBe(200)
  })

  test.each(['gzip', 'x-gzip', 'br', 'identity'])('may declare the encoding %s', async (encoding) => {
    expect((await send(path, { method: 'DELETE', headers: { 'content-encoding': encoding } })).status).toBe(202)
    expect((await send(path, { method: 'DELETE', headers: { 'content-encoding': encoding, 'content-type': 'application/json' } })).status).toBe(202)
    expect((await send('/v1/networks/acme/tracking', { headers: { 'content-encoding': encoding } })).status).toBe(200)
  })

  test('may send an empty value gzipped, in chunks or without a type', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    for (const body of empty) expect((await send(path, { method: 'DELETE', headers, body: gzipSync(body) })).status).toBe(202)
    const chunks = async function* () {
      yield Buffer.from('{')
      yield Buffer.from('}')
    }
    const authorization = `Bearer ${await tokenOf(all)}`
    for (const body of [chunks(), Buffer.from('{}'), new Uint8Array()]) {
      const response = await fetch(address + path, { method: 'DELETE', headers: { authorization }, body, duplex: 'half' })
      expect(response.status).toBe(202)
    }
  })

  test.each(['{"userId":"anna"}', '[1]', '""', 'false', '0', '{', 'userId=anna', `${' '.repeat(2 ** 20 - 1)}x`])('is not sent one (%#)', async (body) => {
    for (const type of types) expectProblem(await send(path, { method: 'DELETE', headers: { 'content-type': type }, body }), 'invalid-body')
  })

  test('is not sent a long one, or a bomb', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    expectProblem(await send(path, { method: 'DELETE', headers, body: gzipSync(' '.repeat(2 ** 20 + 1)) }), 'body-too-large')
    expectProblem(await send(path, { method: 'DELETE', headers, body: '{}' }), 'broken-json')
  })
})

test('a hundred gzip bombs do not fill the memory', async () => {
  const bomb = gzipSync(Buffer.alloc(2 ** 29), { level: 9 })
  expect(bomb.length).toBeLessThan(2 ** 20)
  const before = process.memoryUsage().rss
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(bomb, { 'content-encoding': 'gzip' })))
    for (const answer of answers) expectProblem(answer, 'body-too-large')
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20)
})

test('200 connections that send slowly hold up nobody', async () => {
  const head = 'POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n'
  const before = process.memoryUsage().rss
  const sockets = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const socket = connect(Number(new URL(address).port), '127.0.0.1')
      await once(socket, 'connect')
      socket.write(head)
      return socket
    }),
  )
  const startedAt = performance.now()
  expect((await post('{"events":[]}')).status).toBe(202)
  expect(performance.now() - startedAt).toBeLessThan(1000)
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20)
  for (const socket of sockets) socket.destroy()
})

describe('a token', () => {
  const problemFor = async (token: string, code: keyof typeof problems, path = '/v1/networks/acme/tracking') => {
    const answer = await send(path, { token })
    expectProblem(answer, code)
    return answer.headers.get('www-authenticate')
  }

  test('is asked for', async () => {
    expect(await problemFor('', 'token-missing')).toBe('Bearer')
  })

  test('must be a bearer token that holds', async () => {
    const invalid = 'Bearer error="invalid_token"'
    const good = await tokenOf(all)
    const sign = (claims: Record<string, unknown>, key = secret) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1m').sign(Buffer.from(key))
    const claims = { sub: 'anna', networks: ['acme'], scope: 'activity:read' }
    const bad = [
      'Basic YTpi',
      'Bearer',
      'Bearer x',
      `Bearer ${good}x`,
      `Bearer ${good} ${good}`,
      `Bearer ${await tokenOf(all, ['acme'], -1)}`,
      `Bearer ${await sign(claims, 'another secret')}`,
      `Bearer ${await sign({ ...claims, networks: 'acme' })}`,
      `Bearer ${await sign({ ...claims, sub: undefined })}`,
      `Bearer ${await sign({ ...claims, sub: '..' })}`,
      `Bearer ${await sign({ ...claims, scope: ['activity:read'] })}`,
      `Bearer ${await sign({ ...claims, nbf: Math.floor(Date.now() / 1000) + 600 })}`,
      `Bearer ${await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret))}`,
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
    ]
    for (const token of bad) expect(await problemFor(token, 'token-invalid'), token).toBe(invalid)
  })

  test('must grant the call, and the network', async () => {
    await problemFor(`Bearer ${await tokenOf(['activity:write'])}`, 'scope-missing')
    await problemFor(`Bearer ${await tokenOf(['activity:read'], ['other'])}`, 'foreign-network')
    await problemFor(`Bearer ${await tokenOf(all)}`, 'foreign-network', '/v1/networks/ACME/tracking')
  })

  test('may be signed by a key of a key set', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true })
    const keySet = createHttpApp({ log: createLogger('test', 'silent'), metrics: createMetrics(), missing: () => undefined })
    keySet.get('/jwks', async () => ({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' }] }))
    const jwksUrl = new URL('/jwks', await keySet.listen({ host: '127.0.0.1', port: 0 }))
    const verify = createTokenVerifier({ jwksUrl })
    const sign = (alg: string, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT({ networks: ['acme'], scope: 'activity:read other' })
        .setProtectedHeader({ alg, kid: 'one' })
        .setSubject('anna')
        .setExpirationTime('1m')
        .sign(key)
    expect(await verify(`Bearer ${await sign('ES256', pair.privateKey)}`)).toEqual({
      subject: 'anna',
      networks: new Set(['acme']),
      scopes: new Set(['activity:read']),
    })
    await expect(verify(`Bearer ${await sign('HS256', Buffer.from(secret))}`)).rejects.toMatchObject({ code: 'token-invalid' })
    await keySet.close()
    await expect(createTokenVerifier({ jwksUrl })(`Bearer ${await sign('ES256', pair.privateKey)}`)).rejects.toMatchObject({ code: 'unavailable' })
  })
})

test('what is no HTTP gets a problem document, too', async () => {
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  socket.write('GARBAGE\r\n\r\n')
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  const answer = Buffer.concat(chunks).toString()
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/)
  expect(JSON.parse(answer.slice(answer.indexOf('{'))).code).toBe('bad-request')
})

describe('a path', () => {
  test('that is none is 404, with another method 405', async () => {
    expectProblem(await send('/v1/nothing'), 'not-found')
    expectProblem(await send('/v1/nothing', { method: 'POST', body: '{' }), 'not-found')
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const answer = await send('/v1/events', { method, token: '' })
      expectProblem(answer, 'method-not-allowed')
      expect(answer.headers.get('allow')).toBe('POST')
    }
    expect((await send('/v1/networks/acme/tracking', { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD, PUT')
  })

  test('may hold any id, and only an id', async () => {
    for (const id of ['a/b', '%', 'a?b#c', 'ü', '\u{1F600}'.repeat(128), "a'b\\c"]) {
      const token = `Bearer ${await tokenOf(all, [id])}`
      expect((await send(`/v1/networks/${encodeURIComponent(id)}/tracking`, { token })).json).toEqual({ networkId: id })
    }
    expectProblem(await send(`/v1/networks/${'x'.repeat(129)}/tracking`), 'invalid-parameter')
    expectProblem(await send('/v1/networks/a%00b/tracking'), 'invalid-parameter')
    expectProblem(await send('/v1/networks/%FF/tracking'), 'bad-request')
    expectProblem(await send(`/v1/networks/${'x'.repeat(3000)}/tracking`), 'bad-request')
  })
})

test('an error of ours shows nothing of itself', async () => {
  const answer = await send('/v1/networks/acme/tracking', {
    method: 'PUT',
    body: '{"enabled":false}',
    headers: { 'content-type': 'application/json' },
  })
  expectProblem(answer, 'internal')
  expect(answer.text).not.toMatch(/secret|passwd|at |\.ts/)
})

test('what is out of order says when to come again', async () => {
  const answer = await send('/v1/networks/acme/tracking', {
    method: 'PUT',
    body: '{"enabled":true}',
    headers: { 'content-type': 'application/json' },
  })
  expectProblem(answer, 'unavailable')
  expect(answer.headers.get('retry-after')).toBe('5')
})

test('health, readiness, metrics and the description need no token', async () => {
  expect((await send('/healthz', { token: '' })).json).toEqual({ status: 'alive' })
  expect((await send('/readyz', { token: '' })).json).toEqual({ status: 'ready' })
  missing = 'no stitcher'
  expectProblem(await send('/readyz', { token: '' }), 'unavailable')
  missing = undefined
  const metrics = await (await fetch(`${address}/metrics`)).text()
  expect(metrics).toContain('stitchlog_http_request_duration_seconds_count{method="POST",route="/v1/events",status="202"}')
  expect((await send('/openapi.json', { token: '' })).json.openapi).toBe('3.1.0')
})
