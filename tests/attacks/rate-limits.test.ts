import { connect, type Socket } from 'node:net'
import { ingestOperations, queryOperations, type Scope } from '@stitchlog/contracts'
import { createHttpApp, createTokenVerifier, OperationRouter, RequestLimiter, signToken } from '@stitchlog/http-kit'
import { limitVariables } from '@stitchlog/http-kit/variables'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

/** Callers that ask too often, by their tokens or by their addresses. */
const secret = 'a secret for tests, of more than 32 characters'
const { deleteUserActivity, getTracking, postEvents, putTracking } = ingestOperations
let metrics: ReturnType<typeof createMetrics>
let app: ReturnType<typeof createHttpApp>
let answer: () => Promise<void>
/** How many tokens were found to be good. What is to be read then waits in its line. */
let verified: number

function listenWith(variables: Record<string, string>, readsInAll?: number): void {
  metrics = createMetrics()
  const limits = limitVariables.parse(variables)
  app = createHttpApp({ log: createLogger('test', 'silent'), metrics, missing: () => undefined, trustedProxies: limits.trustedProxies })
  const verify = createTokenVerifier({ secret })
  const counted: typeof verify = async (authorization) => {
    const principal = await verify(authorization)
    verified++
    return principal
  }
  const router = new OperationRouter(app, counted, Date.now, {
    limiter: new RequestLimiter(app, limits, metrics, readsInAll),
  })
  router.addFrequent(postEvents, async () => ({ accepted: 0, dropped: {}, rejected: [] }))
  for (const operation of [getTracking, queryOperations.getUserSessionsCsv]) {
    router.add(operation, async () => {
      await answer()
      return 'done'
    })
  }
  router.add(deleteUserActivity, async () => 'done')
  router.add(putTracking, async () => 'done')
  router.refuseOtherMethods()
}

beforeEach(() => {
  answer = async () => {}
  verified = 0
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await app.close()
})

const strict = {
  STITCHLOG_EVENT_REQUESTS_PER_MINUTE: '3',
  STITCHLOG_RELAY_REQUESTS_PER_MINUTE: '4',
  STITCHLOG_READS_PER_MINUTE: '5',
  STITCHLOG_CHANGES_PER_MINUTE: '2',
  STITCHLOG_DOWNLOAD_REQUESTS_PER_MINUTE: '1',
}

const all: Scope[] = ['activity:write', 'activity:read', 'activity:manage']
const tokenOf = (subject: string, scopes = all, networks = ['acme'], seconds = 600) =>
  signToken(secret, { subject, scopes, networks, expiresInSeconds: seconds }, Date.now())

const network = '/v1/networks/acme'
const calls = {
  events: { method: 'POST', url: '/v1/events', payload: { events: [] } },
  reads: { method: 'GET', url: `${network}/tracking` },
  changes: { method: 'PUT', url: `${network}/tracking`, payload: { enabled: true } },
  erasures: { method: 'DELETE', url: `${network}/users/ben/activity` },
  downloads: { method: 'GET', url: `${network}/users/ben/sessions.csv` },
} as const

async function call(kind: keyof typeof calls, token: string, address = '127.0.0.1', headers: Record<string, string> = {}) {
  const response = await app.inject({ ...calls[kind], remoteAddress: address, headers: { authorization: `Bearer ${token}`, ...headers } })
  return response.statusCode === 429 ? `429 ${response.json().code} ${response.headers['retry-after']}` : response.statusCode
}

const refused = (seconds: number) => `429 too-many-requests ${seconds}`

test('each kind of call has a rate of its own, which is counted and ends', async () => {
  listenWith(strict)
  const token = await tokenOf('anna')
  const relay = await tokenOf('backend', ['activity:relay'])
  const rates = [
    ['events', 3, token],
    ['events', 4, relay],
    ['reads', 5, token],
    ['changes', 2, token],
    ['downloads', 1, token],
  ] as const
  for (const [kind, max, used] of rates) {
    for (let nth = 0; nth < max; nth++) expect(await call(kind, used), `${kind} ${nth}`).toBeLessThan(300)
    expect(await call(kind, used), kind).toBe(refused(60))
  }
  // Erasures count as the changes that they are.
  expect(await call('erasures', token)).toBe(refused(60))
  const text = await metrics.metrics()
  for (const [limit, count] of [
    ['events', 1],
    ['relayed-events', 1],
    ['reads', 1],
    ['changes', 2],
    ['downloads', 1],
    ['address', 0],
  ])
    expect(text).toContain(`stitchlog_http_requests_refused_total{limit="${limit}"} ${count}`)

  vi.advanceTimersByTime(45_000)
  expect(await call('reads', token)).toBe(refused(15))
  vi.advanceTimersByTime(16_000)
  for (const [kind, , used] of rates) expect(await call(kind, used), kind).toBeLessThan(300)
})

test.each([3_600_000, -3_600_000])('a clock that is set by %d ms gives nobody another rate, and takes none away', async (ms) => {
  listenWith(strict)
  const token = await tokenOf('anna', all, ['acme'], 7200)
  for (let nth = 0; nth < 5; nth++) expect(await call('reads', token)).toBe(200)
  vi.setSystemTime(Date.now() + ms)
  expect(await call('reads', token)).toBe(refused(60))
  vi.advanceTimersByTime(60_000)
  expect(await call('reads', token)).toBe(200)
})

test('a caller uses up no rate but its own, and gets no other one by a new token', async () => {
  listenWith(strict)
  while (typeof (await call('reads', await tokenOf('anna', all, ['acme', 'b'], 100))) === 'number');
  expect(await call('reads', await tokenOf('anna', all, ['b', 'acme'], 200))).toBe(refused(60))
  expect(await call('reads', await tokenOf('ben'))).toBe(200)
  // In other networks, anna is somebody else.
  expect(await call('reads', await tokenOf('anna'))).toBe(200)
})

test('requests without a good token count by their address, and cost no caller anything', async () => {
  listenWith({ ...strict, STITCHLOG_ADDRESS_REQUESTS_PER_MINUTE: '4' })
  for (let nth = 0; nth < 4; nth++) expect(await call('reads', 'forged', '192.0.2.1')).toBe(401)
  const token = await tokenOf('anna')
  expect(await call('reads', 'forged', '192.0.2.1')).toBe(refused(60))
  expect(await call('reads', token, '192.0.2.1')).toBe(refused(60))
  expect(await call('reads', token, '192.0.2.2')).toBe(200)
  // A machine has all addresses of its IPv6 network.
  for (let nth = 0; nth < 4; nth++) expect(await call('reads', 'forged', `2001:db8::${nth}`)).toBe(401)
  expect(await call('reads', 'forged', '2001:db8::99')).toBe(refused(60))
  // Whether the process is well can always be asked.
  expect((await app.inject({ url: '/healthz', remoteAddress: '192.0.2.1' })).statusCode).toBe(200)
  expect(await metrics.metrics()).toContain('stitchlog_http_requests_refused_total{limit="address"} 3')
})

test('only a proxy that is trusted names the address of a caller', async () => {
  listenWith({ ...strict, STITCHLOG_ADDRESS_REQUESTS_PER_MINUTE: '2', STITCHLOG_TRUSTED_PROXIES: '10.0.0.0/8' })
  const forwarded = (address: string, by: string) => call('reads', 'forged', by, { 'x-forwarded-for': address })
  for (let nth = 0; nth < 3; nth++) expect(await forwarded(`192.0.2.${nth}`, '10.0.0.1')).toBe(401)
  for (let nth = 0; nth < 2; nth++) expect(await forwarded(`192.0.2.1${nth}`, '203.0.113.1')).toBe(401)
  expect(await forwarded('192.0.2.200', '203.0.113.1')).toBe(refused(60))
  // What a caller puts before the address that the proxy adds means nothing.
  for (let nth = 0; nth < 2; nth++) expect(await forwarded(`192.0.2.2${nth}, 198.51.100.7`, '10.0.0.1')).toBe(401)
  expect(await forwarded('192.0.2.99, 198.51.100.7', '10.0.0.1')).toBe(refused(60))
})

test('a caller has few reads answered at once; others are not held up', async () => {
  listenWith({ STITCHLOG_READS_AT_ONCE: '3' })
  const releases: (() => void)[] = []
  answer = () => new Promise((resolve) => releases.push(resolve))
  const token = await tokenOf('anna')
  const waiting = [1, 2, 3].map(() => call('reads', token))
  await expect.poll(() => releases.length).toBe(3)
  expect(await call('reads', token)).toBe(refused(1))
  answer = async () => {}
  expect(await call('reads', await tokenOf('ben'))).toBe(200)
  expect(await call('changes', token)).toBe(200)
  for (const release of releases) release()
  expect(await Promise.all(waiting)).toEqual([200, 200, 200])
  expect(await call('reads', token)).toBe(200)
})

test('a limit of 0 is none', async () => {
  listenWith(
    Object.fromEntries(Object.keys({ ...strict, STITCHLOG_READS_AT_ONCE: '', STITCHLOG_ADDRESS_REQUESTS_PER_MINUTE: '' }).map((name) => [name, '0'])),
  )
  const token = await tokenOf('anna')
  for (let nth = 0; nth < 50; nth++) expect(await call('reads', token)).toBe(200)
})

test('500 connections that send slowly hold up nobody, and are closed', async () => {
  vi.useRealTimers()
  listenWith({})
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const sockets: Socket[] = []
  for (let nth = 0; nth < 500; nth++) {
    const socket = connect(Number(address.port), address.hostname).on('error', () => {})
    socket.write(`GET ${network}/tracking HTTP/1.1\r\nHost: x\r\nX-Slow: `)
    sockets.push(socket)
  }
  const token = await tokenOf('anna')
  for (let nth = 0; nth < 20; nth++) {
    const response = await fetch(new URL(`${network}/tracking`, address), { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(200)
  }
  let answers = ''
  for (const socket of sockets) socket.on('data', (chunk) => (answers += chunk))
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x')
  }, 1000)
  await expect.poll(() => answers.match(/HTTP\/1\.1 408/g)?.length).toBe(500)
  clearInterval(drip)
  for (const socket of sockets) socket.destroy()
})

test('the reads of one caller, or of one network, hold up others by one read each', async () => {
  listenWith({ STITCHLOG_READS_AT_ONCE: '50' }, 1)
  const reading: (() => void)[] = []
  answer = () => new Promise((resolve) => reading.push(resolve))
  const order: string[] = []
  const read = async (name: string, networks: string[]) => {
    const url = `/v1/networks/${networks[0]}/tracking`
    await app.inject({ url, headers: { authorization: `Bearer ${await tokenOf(name, all, networks)}` } })
    order.push(name)
  }
  const sent: Promise<void>[] = []
  const send = async (name: string, networks: string[]) => {
    sent.push(read(name, networks))
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (let nth = 0; nth < 20; nth++) await send('greedy', ['acme'])
  await expect.poll(() => reading.length).toBe(1)
  await send('colleague', ['acme'])
  await send('stranger', ['other'])
  // All wait in their lines then.
  await expect.poll(() => verified).toBe(22)
  while (order.length < 22) {
    reading.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(sent)
  expect(Math.max(order.indexOf('colleague'), order.indexOf('stranger'))).toBeLessThanOrEqual(3)
})

test('who hangs up while waiting causes nothing, and who hangs up while being answered keeps the turn until the work has ended', async () => {
  listenWith({}, 1)
  const reading: (() => void)[] = []
  answer = () => new Promise((resolve) => reading.push(resolve))
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const token = await tokenOf('anna')
  const ask = () => {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {})
    socket.write(`GET ${network}/tracking HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`)
    return socket
  }
  const connections = () => new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)))
  const first = ask()
  await expect.poll(() => reading.length).toBe(1)
  const waiting = [ask(), ask(), ask()]
  await expect.poll(() => verified).toBe(4)
  for (const socket of [first, ...waiting]) socket.destroy()
  await expect.poll(connections).toBe(0)
  const last = app.inject({ url: `${network}/tracking`, headers: { authorization: `Bearer ${token}` } })
  await expect.poll(() => verified).toBe(5)
  expect(reading).toHaveLength(1)
  reading[0]?.()
  await expect.poll(() => reading.length).toBe(2)
  reading[1]?.()
  expect((await last).statusCode).toBe(200)
})

test('a flood of requests that are refused is slowed down, and nobody else', async () => {
  vi.useRealTimers()
  listenWith({ STITCHLOG_CHANGES_PER_MINUTE: '1' })
  const flooding = await tokenOf('flood')
  const beganAt = performance.now()
  const answers = await Promise.all(Array.from({ length: 400 }, () => call('changes', flooding)))
  const wrong = Promise.all(Array.from({ length: 400 }, () => call('changes', `${flooding}x`)))
  const others: number[] = []
  for (let nth = 0; nth < 20; nth++) {
    const askedAt = performance.now()
    expect(await call('events', await tokenOf('anna'))).toBe(202)
    others.push(performance.now() - askedAt)
  }
  expect(answers.filter((status) => status === 200)).toHaveLength(1)
  expect(await wrong).toEqual(Array.from({ length: 400 }, () => 401))
  // Of each flood, some 300 are answered a second later.
  expect(performance.now() - beganAt).toBeGreaterThan(1900)
  expect(others.sort((a, b) => a - b)[10]).toBeLessThan(900)
})
