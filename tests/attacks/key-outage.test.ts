import { createTokenVerifier, signToken } from '@stitchlog/http-kit'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { goodClaims, TokenIssuer } from './token-issuer.ts'

let service: TokenIssuer
beforeEach(async () => {
  service = await TokenIssuer.start()
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await service[Symbol.asyncDispose]()
})

const minuteMs = 60_000
const unavailable = { code: 'unavailable', headers: { 'retry-after': '5' } }
/** With an `exp` that outlasts every test. */
const token = () => service.sign({ ...goodClaims, exp: Math.floor(Date.now() / 1000) + 90_000 })
const withUnknownKey = (nth = 0) => service.sign(goodClaims, { kid: `unknown ${nth}` })
const verifierOf = () => createTokenVerifier(service.keys)
/** What becomes of a token. */
const outcomeOf = async (verify: ReturnType<typeof verifierOf>, sent: string): Promise<string> =>
  await verify(sent).then(
    () => 'taken',
    ({ code }) => code,
  )
const wait = (ms: number) => vi.setSystemTime(Date.now() + ms)

/** What a key set's server says while it is broken. */
const outages: [string, TokenIssuer['answer']][] = [
  ['500', (_request, response) => response.writeHead(500).end('{}')],
  ['404', (_request, response) => response.writeHead(404).end()],
  ['a page', (_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>sign in')],
  ['a redirect', (_request, response) => response.writeHead(302, { location: '/login' }).end()],
  ['no JSON', (_request, response) => response.end('{')],
  ['JSON of another shape', (_request, response) => response.end('{"keys":5}')],
  ['keys of another shape', (_request, response) => response.end('{"keys":[5]}')],
  ['no keys', (_request, response) => response.end('{"keys":[]}')],
  ['nothing', (request) => request.socket.destroy()],
  ['an endless answer', (_request, response) => endless(response)],
]

function endless(response: Parameters<TokenIssuer['answer']>[1]): void {
  response.on('error', () => {})
  const chunk = `{"keys":[${' '.repeat(65_536)}`
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', more)
  more()
}

test.each(outages)('a key set that answers with %s makes no token invalid', async (_name, answer) => {
  service.answer = answer
  const verify = createTokenVerifier(service.keys)
  await expect(verify(await token())).rejects.toMatchObject(unavailable)
})

test.each(outages)('known keys outlast a key set that answers with %s, for a bounded time', async (_name, answer) => {
  const verify = createTokenVerifier({ ...service.keys, maxAgeSeconds: 3600 })
  const sent = await token()
  await verify(sent)
  service.answer = answer
  for (let minutes = 0; minutes < 55; minutes += 11) {
    wait(11 * minuteMs)
    await verify(sent)
  }
  await expect.poll(() => service.fetches).toBeGreaterThan(1)
  // A key that was published meanwhile cannot be known.
  wait(2 * minuteMs)
  await expect(verify(await withUnknownKey())).rejects.toMatchObject(unavailable)
  wait(5 * minuteMs)
  await expect(verify(sent)).rejects.toMatchObject(unavailable)
  service.answer = (_request, response) => response.end(service.keySet)
  wait(2 * minuteMs)
  await verify(sent)
})

test('all that wait share one fetch, and fetches pause after a failure', async () => {
  const reports = { log: createLogger('test', 'silent'), metrics: createMetrics() }
  const verify = createTokenVerifier(service.keys, reports)
  service.answer = (_request, response) => response.writeHead(500).end()
  const forged = await Promise.all(Array.from({ length: 50 }, (_, nth) => withUnknownKey(nth)))
  for (const sent of forged) await expect(verify(sent)).rejects.toMatchObject(unavailable)
  await Promise.allSettled(forged.map(verify))
  expect(service.fetches).toBe(1)
  wait(1100)
  await Promise.allSettled(forged.map(verify))
  expect(service.fetches).toBe(2)
  // The pause has doubled.
  wait(1100)
  await Promise.allSettled(forged.map(verify))
  expect(service.fetches).toBe(2)
  const metrics = await reports.metrics.metrics()
  expect(metrics).toContain('stitchlog_token_key_fetches_total{outcome="failed"} 2')
  expect(metrics).toContain('stitchlog_token_keys_fetched_timestamp_seconds 0')

  service.answer = (_request, response) => response.end(service.keySet)
  wait(2 * minuteMs)
  const good = await token()
  await Promise.all(Array.from({ length: 50 }, () => verify(good)))
  expect(service.fetches).toBe(3)
  // Forged tokens cause no more of them either.
  await Promise.allSettled(forged.map(verify))
  expect(service.fetches).toBe(3)
  expect(await reports.metrics.metrics()).toContain('stitchlog_token_key_fetches_total{outcome="succeeded"} 1')
})

test('a key set that hangs holds up no token whose key is known', async () => {
  const verify = createTokenVerifier(service.keys)
  const sent = await token()
  await verify(sent)
  service.answer = () => {}
  wait(11 * minuteMs)
  const waiting = verify(await withUnknownKey())
  for (let nth = 0; nth < 20; nth++) await verify(sent)
  expect(service.fetches).toBe(2)
  await expect(waiting).rejects.toMatchObject(unavailable)
})

test('a key set of any size costs little memory', async () => {
  service.answer = (_request, response) => endless(response)
  const before = process.memoryUsage().rss
  await expect(createTokenVerifier(service.keys)(await token())).rejects.toMatchObject(unavailable)
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20)
})

test('a token that was taken before is refused as soon as its key is withdrawn, and needs no keys in between', async () => {
  const verify = createTokenVerifier(service.keys)
  const sent = await token()
  const { keySet } = service
  const another = await TokenIssuer.start()
  await another[Symbol.asyncDispose]()
  const principal = await verify(sent)
  expect(await verify(sent)).toEqual(principal)
  service.keySet = another.keySet.replace('"one"', '"two"')
  // Not known to be withdrawn yet.
  await verify(sent)
  wait(10 * minuteMs)
  // The first of these fetches the keys in the background.
  await expect.poll(() => outcomeOf(verify, sent)).toBe('token-invalid')
  for (let nth = 0; nth < 3; nth++) expect(await outcomeOf(verify, sent)).toBe('token-invalid')
  service.keySet = keySet
  wait(10 * minuteMs)
  await expect.poll(() => outcomeOf(verify, sent)).toBe('taken')
})

test('a token that was taken before ends with its exp, to the millisecond', async () => {
  vi.setSystemTime(1_800_000_000_000)
  const secret = 'a secret for tests, of more than 32 characters'
  const own = { subject: 'anna', networks: ['acme'], scopes: ['activity:read'], expiresInSeconds: 60 } as const
  const verifiers = [
    [verifierOf(), await service.sign({ ...goodClaims, exp: 1_800_000_060 })],
    [createTokenVerifier({ secret }), `Bearer ${await signToken(secret, own, Date.now())}`],
  ] as const
  for (const [at, outcome] of [
    [1_800_000_000_000, 'taken'],
    [1_800_000_059_999, 'taken'],
    [1_800_000_060_000, 'token-invalid'],
  ] as const) {
    vi.setSystemTime(at)
    for (const [verify, sent] of verifiers) expect(await outcomeOf(verify, sent)).toBe(outcome)
  }
})
