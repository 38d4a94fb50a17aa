import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { createHttpApp } from '@stitchlog/http-kit'
import { addressVariables } from '@stitchlog/http-kit/variables'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { afterEach, expect, test } from 'vitest'
import { freePorts } from '../../infra/stack/free-ports.ts'

/** What every answer says, and who may ask for the metrics. */
let app: ReturnType<typeof createHttpApp>
const create = (metricsAddress?: { host: string; port: number }) => {
  app = createHttpApp({ log: createLogger('test', 'silent'), metrics: createMetrics(), missing: () => 'a part', metricsAddress })
  app.get('/broken', async () => {
    throw new TypeError('x')
  })
  app.get('/public', async (_request, reply) => reply.header('cache-control', 'public').send('x'))
  return app
}
afterEach(() => app.close())

const request = (line: string, rest = '') => `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${rest}\r\n`

test.each([
  ['200', request('GET /healthz')],
  ['200', request('HEAD /openapi.json')],
  ['200', request('GET /metrics')],
  ['400', request('GET /%zz')],
  ['400', 'nonsense\r\n\r\n'],
  ['404', request('GET /nothing')],
  ['404', request('GET /healthz/../v1/x')],
  ['404', request('POST /healthz', 'Content-Length: 0\r\n')],
  ['431', request('GET /healthz', `X: ${'x'.repeat(40_000)}\r\n`)],
  ['500', request('GET /broken')],
  ['503', request('GET /readyz')],
])('no browser guesses the type of an answer or keeps it: %s', async (status, sent) => {
  const { port, hostname } = new URL(await create().listen({ host: '127.0.0.1', port: 0 }))
  const socket = connect(Number(port), hostname)
  socket.write(sent)
  const answer = (await text(socket)).toLowerCase()
  expect(answer).toMatch(new RegExp(`^http/1.1 ${status} `))
  expect(answer).toContain('\r\nx-content-type-options: nosniff\r\n')
  expect(answer).toContain('\r\ncache-control: no-store\r\n')
})

test('what is public may be kept where a handler says so', async () => {
  expect((await create().inject('/public')).headers).toMatchObject({ 'cache-control': 'public', 'x-content-type-options': 'nosniff' })
})

test('the metrics are at a port of their own, and only there, as long as the app runs', async () => {
  const { metricsAddress } = addressVariables.parse({ METRICS_PORT: String((await freePorts(1))[0]) })
  const address = await create(metricsAddress).listen({ host: '127.0.0.1', port: 0 })
  expect((await fetch(`${address}/metrics`)).status).toBe(404)
  const own = `http://127.0.0.1:${metricsAddress?.port}`
  const answer = await fetch(`${own}/metrics`)
  expect(await answer.text()).toContain('stitchlog_http_request_duration_seconds')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  for (const path of ['/healthz', '/openapi.json', '/v1/events', '/']) expect((await fetch(own + path)).status, path).toBe(404)
  await app.close()
  await expect(fetch(`${own}/metrics`)).rejects.toThrow()
})

test('a start says that the port of the metrics is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await expect(create({ host: '127.0.0.1', port }).listen({ host: '127.0.0.1', port: 0 })).rejects.toThrow(/choose another one with METRICS_PORT=/)
  taken.close()
})
