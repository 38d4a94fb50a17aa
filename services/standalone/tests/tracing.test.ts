import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { apiOf, end, type StandaloneProcess, startStandalone, temporaryFolder, tokenFor } from './standalone-process.ts'

/** Of OTLP, as far as these tests read it. */
interface Sent {
  readonly resourceSpans: readonly { readonly resource: unknown; readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[]
}

interface Span {
  readonly name: string
  readonly traceId: string
  readonly parentSpanId?: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string; readonly intValue?: number } }[]
}

const dataFolder = temporaryFolder()
const bodies: string[] = []
const collector = createServer(async (request, response) => {
  if (request.url === '/v1/traces') bodies.push(await text(request))
  response.setHeader('content-type', 'application/json')
  response.end('{}')
})
let standalone: StandaloneProcess

beforeAll(async () => {
  collector.listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const { port } = collector.address() as AddressInfo
  standalone = await startStandalone(dataFolder, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/` })
})
afterAll(async () => {
  await end(standalone.child)
  collector.close()
  rmSync(dataFolder, { recursive: true, force: true })
})

const spans = () =>
  bodies.flatMap((body) => (JSON.parse(body) as Sent).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)))

test('each request is a span by its route, tied to its id and to the trace of its caller, and nobody is named', { timeout: 120_000 }, async () => {
  const token = await tokenFor(['zebra-network'])
  const api = apiOf(standalone.address, token)
  expect((await api.put('/v1/networks/zebra-network/tracking', { enabled: true })).status).toBe(200)
  const headers = { authorization: `Bearer ${token}`, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
  const path = '/v1/networks/zebra-network/users/xylophone-user/days'
  const response = await fetch(`${standalone.address}${path}`, { headers })
  expect(response.status).toBe(200)
  await fetch(`${standalone.address}/nowhere/xylophone-user?search=xylophone-user`, { headers: { ...headers, traceparent: 'xylophone-user' } })
  const names = ['GET none', 'GET /v1/networks/:networkId/users/:userId/days']
  await vi.waitFor(() => expect(spans().map(({ name }) => name)).toEqual(expect.arrayContaining(names)), { timeout: 60_000, interval: 100 })

  const span = spans().find(({ name }) => name.endsWith('/days'))
  expect(span).toMatchObject({
    name: 'GET /v1/networks/:networkId/users/:userId/days',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
  })
  const attributes = Object.fromEntries(span?.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]) ?? [])
  expect(attributes).toEqual({
    'http.request.method': 'GET',
    'http.route': '/v1/networks/:networkId/users/:userId/days',
    'http.response.status_code': 200,
    'stitchlog.request_id': response.headers.get('x-request-id'),
  })
  expect(Number(span?.endTimeUnixNano)).toBeGreaterThan(Number(span?.startTimeUnixNano))
  const sent = bodies.join('\n')
  expect(sent).toContain('stitchlog-standalone')
  expect(sent).not.toMatch(/zebra|xylophone|tester|eyJ/)
})

test('a collector that is gone holds nothing up', async () => {
  collector.closeAllConnections()
  collector.close()
  expect((await fetch(`${standalone.address}/readyz`)).status).toBe(200)
  expect(await end(standalone.child)).toBe(0)
})
