import { once } from 'node:events'
import { connect } from 'node:net'
import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { awakeMsOf } from '../../../tests/awake-ms.ts'
import { address, all, expectProblem, listenWhileTestsRun, post, send, tokenOf } from './listening-app.ts'

listenWhileTestsRun()

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
    ['unsupported-content-type', '{"events":[]}', { 'content-type': 'text/html' }],
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
    expect((await post(`{"events":[${'['.repeat(30_000)}${']'.repeat(30_000)}]}`)).status).toBe(202)
  })

  test.each([
    ['nested arrays', '['.repeat(2 ** 20 - 10)],
    ['arrays side by side', `{"events":[${'[],'.repeat(300_000)}[]]}`],
    ['objects', `{"events":[${Array.from({ length: 70_000 }, (_, nth) => `{"${nth.toString(36)}":0}`)}]}`],
    ['keys', `{"events":[],${Array.from({ length: 70_000 }, (_, nth) => `"${nth.toString(36)}":0`)}}`],
  ])('of too many %s is not parsed: that takes longer than its bytes say', async (_what, body) => {
    const answers = await Promise.all([post(body), post(gzipSync(body), { 'content-encoding': 'gzip' })])
    for (const answer of answers) {
      expectProblem(answer, 'body-too-large')
      expect(answer.json.detail).toBe('more than 32,000 objects, arrays and keys')
    }
  })

  test('of a thousand events, each with thirty fields, is parsed', async () => {
    const events = Array.from({ length: 1000 }, (_, nth) => Object.fromEntries(Array.from({ length: 30 }, (_, field) => [`f${field}`, nth])))
    expect((await post(JSON.stringify({ events }))).json).toMatchObject({ accepted: 1000 })
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
  // The same 16 MB again and again, which takes less time than to compress all of it. Nobody reads as far as its end, which it lacks.
  const start = gzipSync('').subarray(0, 10)
  const zeros = deflateRawSync(Buffer.alloc(2 ** 24), { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const bomb = Buffer.concat([start, ...Array<Buffer>(32).fill(zeros)])
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
  const tookMs = await awakeMsOf(async () => expect((await post('{"events":[]}')).status).toBe(202))
  expect(tookMs).toBeLessThan(1000)
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20)
  for (const socket of sockets) socket.destroy()
})
