import { createHmac } from 'node:crypto'
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

  test.each(['{"userId":"anna"}', '[1]', '""', 'false', '0', '{', 'userId=anna', `${' '.repeat(2 ** 20 - 1)}x`])(
    'is not sent one (%#)',
    async (body) => {
      for (const type of types) expectProblem(await send(path, { method: 'DELETE', headers: { 'content-type': type }, body }), 'invalid-body')
    },
  )

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

  const sign = (claims: Record<string, unknown>, key = secret) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1m').sign(Buffer.from(key))
  /** As the claims stand in the bytes: JSON can say more than JavaScript's own values. */
  const signText = (claims: string) => {
    const input = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from(claims).toString('base64url')}`
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
  }
  const claims = { sub: 'anna', networks: ['acme'], scope: 'activity:read' }
  const seconds = () => Math.floor(Date.now() / 1000)

  test('must be a bearer token that holds', async () => {
    const good = await tokenOf(all)
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const bad: [string, string][] = [
      ['Basic YTpi', 'not a bearer token'],
      ['Bearer', 'not a bearer token'],
      [`Bearer ${good} ${good}`, 'not a bearer token'],
      ['Bearer x', 'not a signed JWT'],
      [`Bearer ${signText('[]')}`, 'not a signed JWT'],
      [`Bearer ${signText('"x"')}`, 'not a signed JWT'],
      [`Bearer ${signText('{')}`, 'not a signed JWT'],
      [`Bearer ${good}x`, 'the signature does not hold'],
      [`Bearer ${await sign(claims, 'another secret')}`, 'the signature does not hold'],
      [`Bearer ${none}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`, 'signed by an algorithm that is not taken'],
    ]
    for (const [token, reason] of bad) {
      expect(await problemFor(token, 'token-invalid'), token).toBe(`Bearer error="invalid_token", error_description="${reason}"`)
    }
  })

  const hostile = 'x"\r\nSet-Cookie: a=b\\\u{1F600}ü'
  test.each([
    ['the claim sub is missing', { sub: undefined }],
    ['the claim sub is wrong: text', { sub: null }],
    ['the claim sub is wrong: text', { sub: 5 }],
    ['the claim sub is wrong: text', { sub: { [hostile]: hostile } }],
    ['the claim sub is wrong: 1 to 128 characters, none of them a control character, other than . and ..', { sub: '..' }],
    ['the claim sub is wrong: 1 to 128 characters, none of them a control character, other than . and ..', { sub: hostile }],
    ['the claim networks is missing', { networks: undefined }],
    ['the claim networks is wrong: a list of ids', { networks: 'acme' }],
    ['the claim networks is wrong: a list of ids', { networks: { [hostile]: hostile } }],
    ['the claim networks.1 is wrong: text', { networks: ['acme', null] }],
    ['the claim networks.0 is wrong: 1 to 128 characters, none of them a control character, other than . and ..', { networks: [hostile] }],
    ['the claim scope is missing', { scope: undefined }],
    ['the claim scope is wrong: text, scopes separated by spaces', { scope: ['activity:read'] }],
    ['the claim scope is wrong: text, scopes separated by spaces', { scope: [hostile] }],
    ['the claim exp is missing', { exp: undefined }],
    ['the claim exp is wrong: a number of seconds since 1970', { exp: null }],
    ['the claim exp is wrong: a number of seconds since 1970', { exp: '1800000000' }],
    ['the claim exp is wrong: a number of seconds since 1970', { exp: [hostile] }],
    ['the claim exp is wrong: it has passed', { exp: seconds() - 1 }],
    ['the claim exp is wrong: it has passed', { exp: 0 }],
    ['the claim nbf is wrong: a number of seconds since 1970', { nbf: '5' }],
    ['the claim nbf is wrong: a number of seconds since 1970', { nbf: null }],
    ['the claim nbf is wrong: it has not come', { nbf: seconds() + 120 }],
    ['the claim iat is wrong: a number of seconds since 1970', { iat: hostile }],
    ['the claim iat is wrong: it has not come', { iat: seconds() + 120 }],
    ['the claim sub is missing; the claim networks is missing', { sub: undefined, networks: undefined }],
  ])('is told which claim is at fault: %s (%#)', async (reason, changes) => {
    const token = signText(JSON.stringify({ ...claims, exp: seconds() + 60, ...changes }))
    const answer = await send('/v1/networks/acme/tracking', { token: `Bearer ${token}` })
    expectProblem(answer, 'token-invalid')
    expect(answer.json.detail).toBe(reason)
    const header = answer.headers.get('www-authenticate') ?? ''
    expect(header).toBe(`Bearer error="invalid_token", error_description="${reason}"`)
    // The characters of RFC 6750, section 3.
    expect(header.slice(header.lastIndexOf('="') + 2, -1)).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  })

  test('that never ends, or names a claim twice, is judged as the claims say', async () => {
    const base = '"sub":"anna","networks":["acme"],"scope":"activity:read"'
    expect(await problemFor(`Bearer ${signText(`{${base},"exp":1e999}`)}`, 'token-invalid')).toContain('the claim exp is wrong')
    expect(await problemFor(`Bearer ${signText(`{${base},"exp":9e15,"nbf":1e999}`)}`, 'token-invalid')).toContain('the claim nbf is wrong')
    expect(await problemFor(`Bearer ${signText(`{${base},"exp":9e15,"networks":"acme"}`)}`, 'token-invalid')).toContain('the claim networks is wrong')
    expect((await send('/v1/networks/acme/tracking', { token: `Bearer ${signText(`{${base},"exp":9e15,"iat":1.5,"nbf":-5}`)}` })).status).toBe(200)
  })

  test('of a thousand wrong networks is answered with a header that stays short', async () => {
    const networks = Array.from({ length: 1000 }, () => '.')
    const header = await problemFor(`Bearer ${await sign({ ...claims, networks })}`, 'token-invalid')
    expect(header).toContain('the claim networks.0 is wrong')
    expect(header?.length).toBeLessThan(1000)
  })

  test('may come from a clock that is up to 60 s ahead, or what is configured', async () => {
    for (const claim of ['nbf', 'iat']) {
      const ahead = async (byS: number) => `Bearer ${await sign({ ...claims, [claim]: seconds() + byS })}`
      for (const byS of [0, 3, 58])
        expect((await send('/v1/networks/acme/tracking', { token: await ahead(byS) })).status, `${claim} ${byS}`).toBe(200)
      expect(await problemFor(await ahead(62), 'token-invalid')).toContain(`claim ${claim} is wrong: it has not come`)

      const strict = createTokenVerifier({ secret, leewaySeconds: 0 })
      await strict(await ahead(0))
      await expect(strict(await ahead(3))).rejects.toMatchObject({ code: 'token-invalid' })
      const generous = createTokenVerifier({ secret, leewaySeconds: 300 })
      await generous(await ahead(297))
      await expect(generous(await ahead(303))).rejects.toMatchObject({ code: 'token-invalid' })
    }
  })

  test('counts to the end of its exp and no longer, whatever the leeway', async () => {
    const verify = createTokenVerifier({ secret, leewaySeconds: 300 })
    await verify(`Bearer ${await tokenOf(all, ['acme'], 2)}`)
    await expect(verify(`Bearer ${await tokenOf(all, ['acme'], 0)}`)).rejects.toMatchObject({ code: 'token-invalid' })
  })

  test('is not at fault where the key set is', async () => {
    const answers: [number, string][] = [
      [500, '{}'],
      [200, 'no JSON'],
      [200, '{"keys":5}'],
      [200, '[]'],
    ]
    for (const [status, body] of answers) {
      const keySet = createHttpApp({ log: createLogger('test', 'silent'), metrics: createMetrics(), missing: () => undefined })
      keySet.get('/jwks', async (_request, reply) => reply.code(status).type('application/json').send(body))
      const verify = createTokenVerifier({ jwksUrl: new URL('/jwks', await keySet.listen({ host: '127.0.0.1', port: 0 })) })
      const { privateKey } = await generateKeyPair('ES256')
      const token = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one' }).setExpirationTime('1m').sign(privateKey)
      await expect(verify(`Bearer ${token}`), body).rejects.toMatchObject({ code: 'unavailable' })
      await keySet.close()
    }
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

describe('headers', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `network-${String(index).padStart(4, '0')}-of-a-name-as-long-as-a-uuid`)

  test.each([300, 400])('may hold a token for %i networks', async (count) => {
    const networks = ids(count)
    const token = `Bearer ${await tokenOf(all, networks)}`
    expect(token.length).toBeGreaterThan(17_000)
    expect((await send(`/v1/networks/${networks.at(-1)}/tracking`, { token })).status).toBe(200)
    expect((await send('/v1/events', { method: 'POST', token, body: '{"events":[]}', headers: { 'content-type': 'application/json' } })).status).toBe(
      202,
    )
  })

  /** One header of that many bytes, in as many writes as the network likes; the connection stays open. */
  async function answerTo(bytes: number, start = 'GET /v1/networks/acme/tracking HTTP/1.1\r\nHost: x\r\nA: ') {
    const socket = connect(Number(new URL(address).port), '127.0.0.1')
    socket.write(`${start}${'x'.repeat(bytes)}`)
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk)
    return Buffer.concat(chunks).toString()
  }

  test.each([33_000, 65_536, 10 ** 6, 2 * 10 ** 7])('of %i bytes are answered with a problem document', async (bytes) => {
    const lines = 'GET / HTTP/1.1\r\n'
    for (const start of [
      undefined,
      `${lines}A: b\r\nAuthorization: Bearer `,
      'GET /',
      `${lines}`,
      `POST /v1/events HTTP/1.1\r\nHost: x\r\nCookie: `,
    ]) {
      const answer = await answerTo(bytes, start)
      expect(answer).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\nContent-Type: application\/problem\+json/)
      expect(JSON.parse(answer.slice(answer.indexOf('{')))).toEqual({
        type: 'about:blank',
        title: 'The headers are larger than 32 KiB',
        status: 431,
        code: 'headers-too-large',
      })
    }
  })

  test('of just under 32 KiB are read', async () => {
    expect((await send('/v1/networks/acme/tracking', { headers: { a: 'x'.repeat(31_000) } })).status).toBe(200)
    expect((await send('/v1/networks/acme/tracking', { headers: { a: 'x'.repeat(33_000) } })).json.code).toBe('headers-too-large')
  })

  test('that never end leave no connection behind', async () => {
    const socket = connect({ port: Number(new URL(address).port), host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => {})
    socket.write(`GET / HTTP/1.1\r\nA: ${'x'.repeat(40_000)}`)
    socket.resume()
    await once(socket, 'end')
    const sending = setInterval(() => socket.write('x'.repeat(1000)), 50)
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(sending)
  })
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
