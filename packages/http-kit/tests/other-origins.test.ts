import { ingestOperations } from '@stitchlog/contracts'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { afterAll, describe, expect, test } from 'vitest'
import { createHttpApp, createTokenVerifier, OperationRouter, RequestLimiter } from '../src/index.ts'
import { limitVariables, originVariables } from '../src/variables.ts'
import { secret, tokenOf } from './listening-app.ts'

const { postEvents, putTracking } = ingestOperations
const origin = 'https://app.example.com'
const log = createLogger('test', 'silent')

function create(allowedOrigins: readonly string[], perMinute = '0') {
  const metrics = createMetrics()
  const app = createHttpApp({ log, metrics, missing: () => undefined, allowedOrigins })
  const limits = limitVariables.parse({ STITCHLOG_ADDRESS_REQUESTS_PER_MINUTE: perMinute })
  const router = new OperationRouter(app, createTokenVerifier({ secret }), Date.now, { limiter: new RequestLimiter(app, limits, metrics) })
  router.addFrequent(postEvents, async ({ body, principal }) => {
    seen.push([principal.subject, ...principal.scopes])
    return { accepted: body.events.length, dropped: {}, rejected: [] }
  })
  router.add(putTracking, async () => {
    throw new Error('is never reached')
  })
  router.refuseOtherMethods()
  return app
}

const seen: string[][] = []
const app = create([origin, 'http://localhost:5173'])
afterAll(() => app.close())

const events = '/v1/events'
const preflight = (from: string, to = app, url = events) =>
  to.inject({
    method: 'OPTIONS',
    url,
    headers: { origin: from, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  })

describe('a page of an allowed origin', () => {
  test('may send what its preflight asks for, without credentials', async () => {
    const { statusCode, headers } = await preflight(origin)
    expect(statusCode).toBe(204)
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type, Content-Encoding',
      'access-control-max-age': '7200',
      vary: 'Origin',
    })
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
  })

  test('reads answers, also refusals, and how long to wait', async () => {
    const { statusCode, headers } = await app.inject({ method: 'POST', url: events, headers: { origin } })
    expect(statusCode).toBe(401)
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'Content-Disposition, Date, Retry-After',
    })
    const limited = create([origin], '1')
    await limited.inject({ method: 'POST', url: events, headers: { origin } })
    const refused = await limited.inject({ method: 'POST', url: events, headers: { origin } })
    expect(refused.statusCode).toBe(429)
    expect(refused.headers).toMatchObject({ 'access-control-allow-origin': origin, 'retry-after': expect.any(String) })
    await limited.close()
  })
})

describe('another origin', () => {
  test.each(['https://evil.example.com', 'https://app.example.com.evil.com', 'http://app.example.com', 'https://app.example.com:8443', 'null', '*'])(
    '%s is told nothing',
    async (other) => {
      const { statusCode, headers } = await preflight(other)
      expect(statusCode).toBe(405)
      expect(headers).toMatchObject({ vary: 'Origin' })
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
    },
  )

  test('is told nothing where nobody is allowed, and nothing of what is no call', async () => {
    const closed = create([])
    expect(Object.keys((await preflight(origin, closed)).headers).filter((name) => name.startsWith('access-control-') || name === 'vary')).toEqual([])
    await closed.close()
    expect((await app.inject({ url: '/metrics', headers: { origin } })).headers).not.toHaveProperty('access-control-allow-origin')
  })
})

test.each([
  'https://app.example.com/',
  'app.example.com',
  '*',
  'https://*.example.com',
  'https://a.example.com;https://b.example.com',
  'ftp://x',
  'null',
])('%s is no origin', (list) => {
  expect(originVariables.safeParse({ STITCHLOG_ALLOWED_ORIGINS: list }).success).toBe(false)
})

test('origins are a list with commas', () => {
  expect(originVariables.parse({ STITCHLOG_ALLOWED_ORIGINS: ' https://a.example.com, http://localhost:5173,' })).toEqual([
    'https://a.example.com',
    'http://localhost:5173',
  ])
  expect(originVariables.parse({})).toEqual([])
})

describe('a beacon', () => {
  const beacon = (body: unknown, headers: Record<string, string> = {}, url = events) =>
    app.inject({
      method: url === events ? 'POST' : 'PUT',
      url,
      headers: { origin, 'content-type': 'text/plain;charset=UTF-8', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  test('brings its token in its body, which counts for the client itself only', async () => {
    const token = await tokenOf(['activity:write', 'activity:relay', 'activity:manage'])
    seen.length = 0
    expect((await beacon({ token, events: [1] })).statusCode).toBe(202)
    expect(seen).toEqual([['anna', 'activity:write']])
    expect((await beacon({ token: await tokenOf(['activity:relay']), events: [1] })).json().code).toBe('scope-missing')
  })

  test('with a header is a request like any other', async () => {
    const authorization = `Bearer ${await tokenOf(['activity:relay'])}`
    seen.length = 0
    expect((await beacon({ token: 'nonsense', events: [] }, { authorization })).statusCode).toBe(202)
    expect(seen).toEqual([['anna', 'activity:relay']])
    expect((await beacon({ token: await tokenOf(['activity:write']), events: [] }, { authorization: 'Bearer x' })).statusCode).toBe(401)
  })

  test.each([
    ['token-missing', { events: [] }, {}],
    ['token-missing', [], {}],
    ['token-missing', 'null', {}],
    ['token-invalid', { token: 'x', events: [] }, {}],
    ['token-invalid', { token: { toString: 1 }, events: [] }, {}],
    ['token-invalid', { token: null, events: [] }, {}],
    ['broken-json', '{', {}],
    ['broken-json', '', {}],
    ['unsupported-encoding', '{}', { 'content-encoding': 'gzip' }],
    ['body-too-large', `"${'x'.repeat(64 * 1024)}"`, {}],
  ] as const)('is refused as %s (%#)', async (code, body, headers) => {
    expect((await beacon(body, headers)).json().code).toBe(code)
  })

  test('switches nothing', async () => {
    const authorization = `Bearer ${await tokenOf(['activity:manage'])}`
    expect((await beacon({ enabled: true }, { authorization }, '/v1/networks/acme/tracking')).json().code).toBe('unsupported-content-type')
    expect((await beacon({ token: authorization.slice(7), enabled: true }, {}, '/v1/networks/acme/tracking')).json().code).toBe('token-missing')
  })
})
