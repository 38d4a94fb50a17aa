import type { SessionsAnswer } from '@stitchlog/contracts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sessionsOf } from './activity-paths.ts'
import { QueryServer, tokenFor } from './query-server.ts'

const date = '2026-11-20'
const zones = ['Europe/Amsterdam', 'Europe/London', '+05:30', 'America/New_York', 'Asia/Kathmandu']

const recorded = {
  recorded: [{ from: '2026-11-19T00:00:00.000+00:00', to: '2026-11-22T00:00:00.000+00:00' }],
  recordedSince: '2025-10-21T11:00:00.000+00:00',
}

let server: QueryServer
let all: SessionsAnswer['sessions']
beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
  const start = Date.parse(`${date}T10:00Z`)
  // Several begin at one instant, on each device and in each zone; one runs over each midnight.
  const heartbeats = Array.from({ length: 12 }, (_, nth) =>
    zones.flatMap((timeZone) =>
      (['mobile', 'web'] as const).map((device) => ({ userId: 'anna', device, timeZone, occurredAt: start + nth * 3_900_000 })),
    ),
  )
  await server.heartbeats(heartbeats.flat())
  // Few, for short pages.
  await server.heartbeats(heartbeats.slice(0, 2).flatMap((atOnce) => atOnce.slice(0, 6).map((heartbeat) => ({ ...heartbeat, userId: 'ben' }))))
  await server.session('anna', '2026-11-19T23:00+01:00', '2026-11-20T01:00+01:00')
  await server.session('anna', '2026-11-20T23:00+01:00', '2026-11-21T01:00+01:00', { device: 'web' })
  all = (await page('limit=1000')).sessions
})
afterAll(() => server.stop())
afterEach(() => server.reset())

async function page(query: string, userId = 'anna'): Promise<SessionsAnswer> {
  const response = await server.get(`${sessionsOf(userId, date)}?${query}`)
  expect(response.statusCode).toBe(200)
  return response.json()
}

async function pagesOf(limit: number, query = '', userId?: string): Promise<SessionsAnswer['sessions'][]> {
  const pages: SessionsAnswer['sessions'][] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { sessions, nextCursor }: SessionsAnswer = await page(`limit=${limit}${query}${cursor === '' ? '' : `&cursor=${cursor}`}`, userId)
    pages.push(sessions)
    cursor = nextCursor
  }
  return pages
}

test.each([
  [1, 'ben'],
  [2, 'ben'],
  [3, 'ben'],
  [7, 'anna'],
  [50, 'anna'],
])('pages of %i are together what one page says, and none is longer or empty', async (limit, userId) => {
  const pages = await pagesOf(limit, '', userId)
  expect(pages.flat()).toEqual((await page('limit=1000', userId)).sessions)
  expect(pages.length).toBeGreaterThan(2)
  expect(pages.every(({ length }) => length > 0 && length <= limit)).toBe(true)
})

test('a day that fits has no further page, at the exact limit either', async () => {
  expect(all.length).toBeGreaterThan(100)
  expect(await page(`limit=${all.length}`)).toEqual({ date, sessions: all, ...recorded })
  expect(await page(`limit=${all.length - 1}`)).toHaveProperty('nextCursor')
  expect(await page('')).toEqual({ date, sessions: all, ...recorded })
})

test('pages agree with the total of the day, in milliseconds and in seconds, wherever it is cut', async () => {
  for (const query of ['', '&precision=second']) {
    const { days } = (await server.get(`/v1/networks/acme/users/anna/days?from=${date}&to=${date}${query}`)).json()
    const sessions = (await pagesOf(40, query)).flat()
    expect(days).toMatchObject([{ sessionCount: sessions.length, durationMs: sessions.reduce((sum, { durationMs }) => sum + durationMs, 0) }])
  }
})

test("pages end with retention, which may cut the day within a session, and one's own pages are the same", async () => {
  const me = tokenFor(['acme'], ['activity:self'], 600, 'anna')
  const own = (await server.get(`/v1/me/days/${date}/sessions?limit=1000`, me)).json()
  expect(own).toEqual({ date, sessions: all, ...recorded })
  const dayMs = 86_400_000
  for (const cutoff of ['2026-11-20T00:30+01:00', '2026-11-20T16:12+01:00', '2026-11-20T23:30+01:00', '2026-11-21T00:00+01:00']) {
    server.now = Date.parse(cutoff) + 400 * dayMs
    const whole = (await page('limit=1000')).sessions
    expect((await pagesOf(13)).flat(), cutoff).toEqual(whole)
    expect(whole).not.toEqual(all)
    const { days } = (await server.get(`/v1/networks/acme/users/anna/days?from=${date}&to=${date}`)).json()
    expect(days[0]?.sessionCount ?? 0, cutoff).toBe(whole.length)
  }
})

test('each page is a look, and is recorded', async () => {
  const looks = async () =>
    (await server.accessLog('anna')).filter((entry) => JSON.stringify(entry).includes(`"sessions","from_date":"${date}"`)).length
  const before = await looks()
  await pagesOf(100)
  expect((await looks()) - before).toBe(Math.ceil(all.length / 100))
})

test('what is no cursor of this date, or no length of a page, is refused', async () => {
  const { nextCursor = '' } = await page('limit=1')
  const otherDate = await server.get(`${sessionsOf('anna', '2026-11-19')}?cursor=${nextCursor}`)
  expect(otherDate.json()).toMatchObject({ status: 400, code: 'invalid-parameter', detail: expect.stringMatching(/^cursor: /) })
  const forged = (id: string) => Buffer.from(JSON.stringify([`startedAt of ${date}`, 0, id, null])).toString('base64url')
  for (const cursor of ['x', forged(''), forged('web'), forged("web' OR 1=1 --")])
    expect((await server.get(`${sessionsOf('anna', date)}?cursor=${cursor}`)).statusCode, cursor).toBe(400)
  expect((await server.get(`${sessionsOf('anna', date)}?cursor=${forged("web ')OR(1=1")}&limit=1000`)).json()).toEqual({
    date,
    sessions: all,
    ...recorded,
  })
  for (const limit of ['0', '1001', '-1', '1e3', 'x']) expect((await server.get(`${sessionsOf('anna', date)}?limit=${limit}`)).statusCode).toBe(400)
})
