import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { noon, QueryServer, tokenFor } from '../../services/query/tests/query-server.ts'

/** Reads that learn something of people, and leave no trace. */
let server: QueryServer
beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
  // It is tomorrow already where east is, and still yesterday where west is.
  await server.heartbeats([
    { userId: 'east', timeZone: '+23:59', occurredAt: noon - 60_000 },
    { userId: 'west', timeZone: '-23:59', occurredAt: noon - 60_000 },
    { userId: 'here', timeZone: 'Etc/UTC', occurredAt: noon - 60_000 },
  ])
})
afterEach(() => server.reset())
afterAll(() => server.stop())

const day = (offset: number) => new Date(noon + offset * 86_400_000).toISOString().slice(0, 10)
const people = ['east', 'west', 'here', 'nobody']

test.each([-1001, -1000, -999, 1, 2])('a range without an end is refused or answered, whoever is asked after: from %s days on', async (offset) => {
  const answers = await Promise.all(people.map((user) => server.get(`/v1/networks/acme/users/${user}/days?from=${day(offset)}`)))
  expect(new Set(answers.map(({ statusCode }) => statusCode)).size).toBe(1)
  if (answers[0]?.statusCode !== 200) expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
})

const me = (userId: string) => tokenFor(['acme'], ['activity:self'], 600, userId)
const looks: [string, (user: string) => Promise<{ statusCode: number; body: string }>][] = [
  ['days', (user) => server.get(`/v1/networks/acme/users/${user}/days`)],
  ['days from a date on', (user) => server.get(`/v1/networks/acme/users/${user}/days?from=${day(-3)}`)],
  ['days of a range', (user) => server.get(`/v1/networks/acme/users/${user}/days?from=${day(-3)}&to=${day(0)}`)],
  ['sessions', (user) => server.get(`/v1/networks/acme/users/${user}/days/${day(0)}/sessions`)],
  ['a file', (user) => server.get(`/v1/networks/acme/users/${user}/sessions.csv`)],
  ['the headers of a file', (user) => server.request('HEAD', `/v1/networks/acme/users/${user}/sessions.csv`)],
  ['the headers of days', (user) => server.request('HEAD', `/v1/networks/acme/users/${user}/days`)],
  ["one's own days", (user) => server.get('/v1/me/days', me(user))],
  ["one's own sessions", (user) => server.get(`/v1/me/days/${day(0)}/sessions`, me(user))],
  ["one's own file", (user) => server.get('/v1/me/sessions.csv', me(user))],
  ['the users', () => server.get('/v1/networks/acme/users')],
  ['the users found', (user) => server.get(`/v1/networks/acme/users?search=${user}&from=${day(-3)}`)],
  ['the users as a file', () => server.get('/v1/networks/acme/users.csv')],
  ['the totals', () => server.get('/v1/networks/acme/days')],
  ['the totals as a file', () => server.get('/v1/networks/acme/days.csv')],
]

test.each(looks)('no look begins before it is recorded: %s', async (_name, look) => {
  let recorded = 0
  let readTooSoon = 0
  server.aroundInsert = async (insert) => {
    await insert()
    recorded++
  }
  server.beforeQuery = async () => {
    if (recorded === 0) readTooSoon++
  }
  expect((await look('east')).statusCode).toBe(200)
  expect(recorded).toBeGreaterThan(0)
  expect(readTooSoon).toBe(0)
})

test.each(looks)('a look that cannot be recorded reads nothing, so that neither its status nor its time tells anything: %s', async (_name, look) => {
  let reads = 0
  server.aroundInsert = async () => {
    throw new Error('disk full')
  }
  server.beforeQuery = async () => {
    reads++
  }
  const answers = await Promise.all(people.map(look))
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([503]))
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
  expect(reads).toBe(0)
})

test('a look whose end could not be found is recorded with the widest range that it may have had', async () => {
  server.beforeQuery = async () => {
    throw new Error('connection refused')
  }
  expect((await server.get('/v1/networks/acme/users/broken/days')).statusCode).toBe(503)
  expect(await server.accessLog('broken')).toMatchObject([{ from_date: day(-14), to_date: day(1) }])
})

test('the record shows a look once, with the dates that were shown', async () => {
  for (const [user, last] of [
    ['east', 1],
    ['west', -1],
    ['here', 0],
    ['nobody', 0],
  ] as const) {
    server.now += 1000
    const shown = (await server.get(`/v1/networks/acme/users/${user}/days`)).json()
    const log = (await server.get('/v1/networks/acme/access-log?limit=1', tokenFor(['acme'], ['activity:manage']))).json()
    expect(log.entries[0]).toMatchObject({ userId: user, from: shown.from, to: shown.to })
    expect([shown.from, shown.to]).toEqual([day(last - 13), day(last)])
  }
  const list = async (query: string) => (await server.get(`/v1/networks/acme/access-log?${query}`, tokenFor(['acme'], ['activity:manage']))).json()
  const all = await list('limit=12')
  const paged: unknown[] = []
  for (let cursor = ''; paged.length < all.entries.length; ) {
    const page = await list(`limit=3${cursor}`)
    paged.push(...page.entries)
    cursor = `&cursor=${page.nextCursor}`
    if (page.nextCursor === null) break
  }
  expect(paged).toEqual(all.entries)
})
