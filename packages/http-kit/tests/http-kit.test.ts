import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { address, all, expectProblem, listenWhileTestsRun, readiness, send, tokenOf } from './listening-app.ts'

listenWhileTestsRun()

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

  /** Sends one header of this many bytes, in any number of writes, and keeps the connection open. */
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
  readiness.missing = 'no stitcher'
  expectProblem(await send('/readyz', { token: '' }), 'unavailable')
  readiness.missing = undefined
  const metrics = await (await fetch(`${address}/metrics`)).text()
  expect(metrics).toContain('stitchlog_http_request_duration_seconds_count{method="POST",route="/v1/events",status="202"}')
  expect((await send('/openapi.json', { token: '' })).json.openapi).toBe('3.1.0')
})
