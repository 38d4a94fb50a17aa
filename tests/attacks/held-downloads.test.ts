import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Heartbeat, noon, QueryServer, tokenFor } from '../../services/query/tests/query-server.ts'

/** Files that are asked for and not read, to be read when more is in them, or for ever. */
let server: QueryServer
let port: number
const hourMs = 3_600_000
/** So long that nothing is cut off while these tests look at it, however slow the machine is. */
const stallMs = 600_000

beforeAll(async () => {
  server = await QueryServer.start({ perCaller: 2, atOnce: 4, stallMs, maxMs: 600_000 })
  await server.switchOn()
  const heartbeats: Heartbeat[] = []
  // A file of some 6 MB, which no socket's buffer takes.
  for (let nth = 40_000; nth > 0; nth--) heartbeats.push({ userId: 'anna', occurredAt: noon - nth * (hourMs / 7) })
  for (let nth = 0; nth < 40; nth++) heartbeats.push({ userId: 'ben', occurredAt: noon - nth * hourMs })
  await server.heartbeats(heartbeats)
  port = Number(new URL(await server.http.listen({ port: 0, host: '127.0.0.1' })).port)
})
afterAll(() => server.stop())

const everything = '?from=2024-05-01&to=2027-01-25'
const fileOf = (user: string, range = everything) => `/v1/networks/acme/users/${user}/sessions.csv${range}`

/** Asks for a file and does not read it. */
async function hold(path: string, token: Promise<string>): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => {})
  socket.pause().write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await token}\r\n\r\n`)
  return socket
}

async function readOn(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk)).resume()
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}

const fileEnd = '\r\n0\r\n\r\n'
const metric = async (name: string) => Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\d+)$`, 'm').exec(await server.metrics.metrics())?.[1])
const running = () => metric('stitchlog_downloads')

test('a file ends with what was there when the look was recorded', async () => {
  let pages = 0
  let released = () => {}
  const held = new Promise<void>((resolve) => {
    released = resolve
  })
  // All but the first read wait for what happens meanwhile.
  server.beforeQuery = async () => {
    if (++pages > 1) await held
  }
  const response = server.get(fileOf('ben', '?from=2026-10-01&to=2027-01-25'))
  await expect.poll(() => pages).toBe(2)
  await server.heartbeats([
    { userId: 'ben', occurredAt: noon + 60_000 },
    { userId: 'ben', occurredAt: noon + 5 * hourMs },
    { userId: 'ben', timeZone: '-23:59', occurredAt: noon + 6 * hourMs },
  ])
  released()
  server.reset()
  const rows = (await response).body.trimEnd().split('\r\n').slice(1)
  expect(rows).toHaveLength(40)
  expect(rows.at(-1)).toMatch(/^2026-11-25,mobile,2026-11-25T12:00:00.000\+01:00,2026-11-25T12:00:00.000\+01:00,0,/)
})

test('a file ends with its token, even if it is read all the time', async () => {
  const socket = await hold(fileOf('anna'), tokenFor(['acme'], ['activity:read'], 2, 'expiring'))
  const sip = setInterval(() => socket.read(1), 100)
  socket.on('readable', () => socket.read(1))
  await expect.poll(() => metric('stitchlog_downloads_cut_off_total{reason="token-expired"}')).toBe(1)
  clearInterval(sip)
  socket.removeAllListeners('readable')
  expect((await readOn(socket)).endsWith(fileEnd)).toBe(false)
  await expect.poll(running).toBe(0)
})

test('a file that nobody reads is cut off', async () => {
  const before = await metric('stitchlog_downloads_cut_off_total{reason="stalled"}')
  const socket = await hold(fileOf('anna'), tokenFor())
  await expect.poll(running).toBe(1)
  const uptime = performance.now.bind(performance)
  let aheadMs = 0
  const passing = vi.spyOn(performance, 'now').mockImplementation(() => uptime() + aheadMs)
  await expect
    .poll(async () => {
      aheadMs += stallMs
      return await metric('stitchlog_downloads_cut_off_total{reason="stalled"}')
    })
    .toBe(before + 1)
  passing.mockRestore()
  expect((await readOn(socket)).endsWith(fileEnd)).toBe(false)
  await expect.poll(running).toBe(0)
})

test('a caller downloads few files at once, and all callers together do', async () => {
  const get = async (path: string, token: Promise<string>) => {
    const answer = await server.get(path, token)
    return [answer.statusCode, answer.headers['retry-after'], answer.statusCode === 200 ? '' : answer.json().detail]
  }
  const first = tokenFor(['acme'], ['activity:read'], 600, 'first')
  const sockets = [await hold(fileOf('anna'), first), await hold(fileOf('anna'), first)]
  await expect.poll(running).toBe(2)
  expect(await get(fileOf('ben'), first)).toEqual([429, '5', 'at most 2 downloads at once'])
  // A new token is the same caller.
  expect(await get('/v1/networks/acme/users.csv', tokenFor(['acme'], ['activity:read'], 300, 'first'))).toEqual([429, '5', expect.any(String)])
  expect(await server.accessLog('refused')).toEqual([])
  // The same subject in another network is somebody else.
  expect(await get('/v1/networks/other/users/ben/sessions.csv', tokenFor(['other'], ['activity:read'], 600, 'first'))).toEqual([200, undefined, ''])
  for (let nth = 0; nth < 2; nth++) sockets.push(await hold(fileOf('anna'), tokenFor(['acme'], ['activity:read'], 600, `next ${nth}`)))
  await expect.poll(running).toBe(4)
  expect(await get(fileOf('ben'), tokenFor())).toEqual([429, '5', 'too many downloads are in progress'])
  for (const socket of sockets) socket.destroy()
  await expect.poll(running).toBe(0)
  expect(await get(fileOf('ben'), first)).toEqual([200, undefined, ''])
})

test('held files cost little memory', async () => {
  const before = process.memoryUsage().rss
  const sockets: Socket[] = []
  for (let nth = 0; nth < 15; nth++) sockets.push(await hold(fileOf('anna'), tokenFor(['acme'], ['activity:read'], 600, `held ${nth}`)))
  await expect.poll(running).toBe(4)
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20)
  for (const socket of sockets) socket.destroy()
  await expect.poll(running).toBe(0)
})

test('a caller who hangs up before the file begins, or behind others on a connection, holds nothing', async () => {
  const caller = tokenFor(['acme'], ['activity:read'], 600, 'impatient')
  for (let nth = 0; nth < 20; nth++) {
    const socket = await hold(fileOf('ben'), caller)
    // A little later each time: the request is on its way, being checked, being recorded, or being answered.
    await new Promise((resolve) => setTimeout(resolve, nth / 4))
    socket.destroy()
  }
  await expect.poll(running).toBe(0)
  const socket = await hold(fileOf('anna'), caller)
  socket.write(`GET ${fileOf('ben')} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await caller}\r\n\r\n`)
  await expect.poll(running).toBe(2)
  socket.destroy()
  await expect.poll(running).toBe(0)
  expect((await server.get(fileOf('ben'), caller)).statusCode).toBe(200)
})

test('a caller who hangs up begins no other download until the reads for the first have ended', async () => {
  const caller = tokenFor(['acme'], ['activity:read'], 600, 'hurried')
  const { promise, resolve } = Promise.withResolvers<void>()
  let reads = 0
  server.beforeQuery = async () => {
    reads++
    await promise
  }
  for (let nth = 1; nth <= 2; nth++) {
    const socket = await hold(fileOf('ben'), caller)
    await expect.poll(() => reads).toBe(nth)
    socket.destroy()
  }
  expect((await server.get(fileOf('ben'), caller)).statusCode).toBe(429)
  expect(reads).toBe(2)
  resolve()
  server.reset()
  await expect.poll(running).toBe(0)
  expect((await server.get(fileOf('ben'), caller)).statusCode).toBe(200)
})
