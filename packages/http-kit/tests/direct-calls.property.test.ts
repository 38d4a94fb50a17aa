import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { ingestOperations } from '@stitchlog/contracts'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import { createHttpApp, createTokenVerifier, HttpProblem, OperationRouter, RequestLimiter } from '../src/index.ts'
import { limitVariables } from '../src/variables.ts'
import { secret, tokenOf } from './listening-app.ts'

const origin = 'https://app.example.com'

/** An app whose heartbeats are answered beside the framework, or by it. */
function createApp(isDirect: boolean) {
  const metrics = createMetrics()
  const limits = limitVariables.parse({
    STITCHLOG_EVENT_REQUESTS_PER_MINUTE: '60',
    STITCHLOG_RELAY_REQUESTS_PER_MINUTE: '0',
    STITCHLOG_ADDRESS_REQUESTS_PER_MINUTE: '0',
    STITCHLOG_TRUSTED_PROXIES: '127.0.0.1',
  })
  const app = createHttpApp({
    log: createLogger('test', 'silent'),
    metrics,
    missing: () => undefined,
    allowedOrigins: [origin],
    trustedProxies: limits.trustedProxies,
  })
  const router = new OperationRouter(app, createTokenVerifier({ secret }), Date.now, { limiter: new RequestLimiter(app, limits, metrics) })
  let directly = 0
  if (isDirect) {
    const take = app.direct.take.bind(app.direct)
    app.direct.take = (request, response) => {
      const isTaken = take(request, response)
      if (isTaken) directly++
      return isTaken
    }
  }
  router[isDirect ? 'addFrequent' : 'add'](ingestOperations.postEvents, async ({ principal, body: { events, sentAt }, path, query }) => {
    if (events[0] === 'fail') throw new TypeError('a secret detail')
    if (events[0] === 'busy') throw new HttpProblem('unavailable', undefined, { 'retry-after': '1' })
    const said = JSON.stringify([principal.subject, [...principal.scopes], sentAt, events, path, query])
    return { accepted: events.length, dropped: {}, rejected: [{ index: 0, reason: 'malformed' as const, detail: said }] }
  })
  router.refuseOtherMethods()
  return { app, metrics, directly: () => directly }
}

const direct = createApp(true)
const byFramework = createApp(false)
let ports: number[]
let tokens: Record<string, string>
beforeAll(async () => {
  ports = await Promise.all([direct, byFramework].map(async ({ app }) => Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)))
  tokens = {
    writer: `Bearer ${await tokenOf(['activity:write'])}`,
    relay: `Bearer ${await tokenOf(['activity:relay'])}`,
    reader: `Bearer ${await tokenOf(['activity:read'])}`,
    expired: `Bearer ${await tokenOf(['activity:relay'], ['acme'], -3600)}`,
    forged: `Bearer ${await tokenOf(['activity:relay'])}x`,
    basic: 'Basic YTpi',
    empty: '',
  }
})
afterAll(() => Promise.all([direct.app.close(), byFramework.app.close()]))

interface Sent {
  readonly requestLine: string
  readonly headers: readonly string[]
  readonly body: Buffer
  /** Where the request is cut into writes, from 0 to 1. */
  readonly cuts: readonly number[]
}

const lastRequest = () =>
  [
    'POST /v1/events HTTP/1.1',
    'host: ingest',
    `authorization: ${tokens['relay']}`,
    'content-type: application/json',
    'connection: close',
    'content-length: 13',
  ]
    .concat('', '{"events":[]}')
    .join('\r\n')

/** What came back: status lines, headers but those that differ by nature, and bodies, of all answers on the connection. */
async function answersTo(port: number, requests: readonly Sent[]): Promise<string> {
  const socket = connect(port, '127.0.0.1').setNoDelay()
  const received: Buffer[] = []
  socket.on('data', (chunk) => received.push(chunk)).on('error', () => {})
  const closed = new Promise((resolve) => socket.once('close', resolve))
  for (const { requestLine, headers, body, cuts } of requests) {
    const bytes = Buffer.concat([Buffer.from(`${[requestLine, ...headers].join('\r\n')}\r\n\r\n`), body])
    let from = 0
    for (const cut of [...cuts.toSorted((a, b) => a - b), 1]) {
      const to = Math.round(cut * bytes.length)
      if (to > from && socket.writable) socket.write(bytes.subarray(from, to))
      from = to
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  // The last answer closes the connection. Who hangs up earlier is not answered any more.
  if (socket.writable) socket.write(lastRequest())
  await closed
  return Buffer.concat(received)
    .toString()
    .replaceAll(/^date: .*\r\n/gim, '')
    .replaceAll(/\r\nx-request-id: [0-9a-f]{8}-[0-9a-f]{4}-4[^\r]*/g, '\r\nx-request-id: fresh')
    .split(/(?=HTTP\/1\.1 \d\d\d )/)
    .map((answer) => {
      const [head = '', ...rest] = answer.split('\r\n\r\n')
      const [status, ...headers] = head.split('\r\n')
      return [status, ...headers.map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase())).toSorted(), '', ...rest].join('\n')
    })
    .join('\n---\n')
}

const often = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 3 * others.length, arbitrary: fc.constant(usual) }, ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })))

const json = fc.oneof(
  { weight: 4, arbitrary: fc.record({ events: fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }) }).map((value) => JSON.stringify(value)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '{"events":[]}',
      '{"events":["fail"]}',
      '{"events":["busy"]}',
      '{"sentAt":1,"events":[1]}',
      '{"sentAt":"x","events":[]}',
      '{"events":{}}',
      '[]',
      'null',
      '\ufeff{"events":[]}',
      '{"events":[]',
      ' ',
      `{"events":[],"more":"${'x'.repeat(33_000)}"}`,
      `{"events":[],"more":"${'x'.repeat(31_960)}"}`,
    ),
  },
)
const bodies = fc.oneof(
  { weight: 8, arbitrary: json.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
)

const requests = fc
  .record({
    method: often('POST', 'GET', 'PUT', 'HEAD', 'OPTIONS'),
    target: often('/v1/events', '/v1/events?a=b', '/v1/events/', '/v1//events', '/v1/Events', '/v1/event%73', '/v1/events#a', 'http://x/v1/events'),
    token: often('relay', 'writer', 'reader', 'expired', 'forged', 'basic', 'empty', 'none'),
    type: often('application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'application/jsonx', 'text/plain', 'none'),
    framing: often('length', 'chunked', 'none'),
    encoding: often('none', 'gzip', 'identity', 'br'),
    origin: often('none', origin, 'https://evil.example.com'),
    more: fc.array(
      fc.constantFrom(
        'x-request-id: 0123456789abcdef',
        'x-request-id: Anna',
        'x-forwarded-for: 192.0.2.1, nonsense',
        'expect: 100-continue',
        'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'authorization: Bearer second',
      ),
      { maxLength: 2 },
    ),
    body: bodies,
    cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }),
  })
  .map(({ method, target, token, type, framing, encoding, origin: from, more, body: plain, cuts }) => {
    const encoded = encoding === 'gzip' ? gzipSync(plain) : plain
    const hasBody = framing !== 'none'
    const body = !hasBody
      ? Buffer.alloc(0)
      : framing === 'chunked'
        ? Buffer.concat([
            Buffer.from(encoded.length === 0 ? '' : `${encoded.length.toString(16)}\r\n`),
            encoded,
            Buffer.from(encoded.length === 0 ? '0\r\n\r\n' : '\r\n0\r\n\r\n'),
          ])
        : encoded
    const given = [
      ['content-type', type],
      ['content-encoding', encoding],
      ['origin', from],
    ].filter(([, value]) => value !== 'none')
    const headers = () => [
      'host: ingest',
      ...(token === 'none' ? [] : [`authorization: ${tokens[token]}`]),
      ...given.map(([name, value]) => `${name}: ${value}`),
      ...(framing === 'length' ? [`content-length: ${encoded.length}`] : framing === 'chunked' ? ['transfer-encoding: chunked'] : []),
      ...more,
    ]
    return { requestLine: `${method} ${target} HTTP/1.1`, headers, body, cuts }
  })

const countsOf = async ({ metrics }: typeof direct) =>
  (await metrics.metrics()).match(/^stitchlog_http_request_duration_seconds_count.*$/gm)?.toSorted()

test('any requests are answered beside the framework as the framework answers them, and counted the same', async () => {
  const parameters = propertyParameters()
  await fc.assert(
    fc.asyncProperty(fc.array(requests, { minLength: 1, maxLength: 3 }), async (sent) => {
      const each = sent.map((request) => ({ ...request, headers: request.headers() }))
      const [one, other] = await Promise.all(ports.map((port) => answersTo(port, each)))
      expect(one).toBe(other)
    }),
    { ...parameters, numRuns: Math.ceil((parameters.numRuns ?? 1000) / 2) },
  )
  expect(await countsOf(direct)).toEqual(await countsOf(byFramework))
  expect(direct.directly()).toBeGreaterThan(50)
})
