import { randomUUID } from 'node:crypto'
import { countPendingErasures, recordRollupRun } from '@stitchlog/store'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { noon, QueryServer, tokenFor } from './query-server.ts'

const minute = 60_000
const hour = 60 * minute

let server: QueryServer

beforeAll(async () => {
  server = await QueryServer.start()
  for (const network of ['acme', 'erased', 'short', 'pages']) await server.switchOn(network)
  await server.session('anna', '2026-11-24T09:00+01:00', '2026-11-24T11:00+01:00')
  await server.session('anna', '2026-11-24T10:00+01:00', '2026-11-24T12:00+01:00', { device: 'web' })
  await server.session('Bella', '2026-11-24T23:00-05:00', '2026-11-25T00:30-05:00', { timeZone: 'America/New_York' })
  await server.session('old%', '2026-11-11T09:00+01:00', '2026-11-11T10:00+01:00')
  await server.rollUp()
})
afterAll(() => server.stop())
afterEach(() => server.reset())

const readerOf = (network: string) => tokenFor([network])
const managerOf = (network: string) => tokenFor([network], ['activity:manage'])
const get = async (path: string, token?: Promise<string>) => (await server.get(path, token)).json()
const usersOf = async (path: string, token?: Promise<string>): Promise<string[]> =>
  (await get(path, token)).users.map(({ userId }: { userId: string }) => userId)

const recorded = {
  recorded: [{ from: '2026-11-11T00:00:00.000+00:00', to: null }],
  recordedSince: '2025-10-21T11:00:00.000+00:00',
}

describe('the users of a network', () => {
  test('are those with activity in the last two weeks, most active first', async () => {
    expect(await get('/v1/networks/acme/users')).toEqual({
      asOf: null,
      from: '2026-11-12',
      to: '2026-11-25',
      users: [
        {
          userId: 'anna',
          activeDays: 1,
          sessionCount: 2,
          durationMs: 4 * hour,
          activeDurationMs: 3 * hour,
          lastActiveAt: '2026-11-24T12:00:00.000+01:00',
        },
        {
          userId: 'Bella',
          activeDays: 2,
          sessionCount: 2,
          durationMs: 90 * minute,
          activeDurationMs: 90 * minute,
          lastActiveAt: '2026-11-25T00:30:00.000-05:00',
        },
      ],
      nextCursor: null,
      ...recorded,
    })
  })

  test('can be had by last activity, by part of an id taken literally, and of a range', async () => {
    expect(await usersOf('/v1/networks/acme/users?sort=lastActive')).toEqual(['Bella', 'anna'])
    expect(await usersOf('/v1/networks/acme/users?search=bELL')).toEqual(['Bella'])
    expect(await usersOf('/v1/networks/acme/users?search=%25&from=2026-11-01')).toEqual(['old%'])
    expect(await usersOf('/v1/networks/acme/users?search=_')).toEqual([])
    expect(await usersOf('/v1/networks/acme/users?from=2026-11-25&to=2026-11-25')).toEqual(['Bella'])
  })

  test('are searched for without regard to case, and by up to 128 characters of any kind', async () => {
    expect(await usersOf(`/v1/networks/acme/users?search=${encodeURIComponent('ANNA')}`)).toEqual(['anna'])
    const search = (times: number) => server.get(`/v1/networks/acme/users?search=${encodeURIComponent('\u{1F600}'.repeat(times))}`)
    expect((await search(128)).statusCode).toBe(200)
    expect((await search(129)).statusCode).toBe(400)
  })

  test.each(['limit=0', 'limit=201', 'limit=x', 'sort=name', 'cursor=nonsense', 'from=2026-11-26&to=2026-11-25'])('refuse %s', async (query) => {
    const answer = await server.get(`/v1/networks/acme/users?${query}`)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'invalid-parameter', detail: expect.stringContaining(query.slice(0, query.indexOf('='))) })
  })

  test('come in pages that keep their place while others become active', async () => {
    const users = Array.from({ length: 7 }, (_, index) => `user-${index}`)
    for (const user of users) await server.session(user, '2026-11-24T09:00+01:00', '2026-11-24T10:00+01:00', { networkId: 'pages' })
    await server.rollUp()
    const first = await get('/v1/networks/pages/users?limit=3', readerOf('pages'))
    await server.session('newcomer', '2026-11-24T09:00+01:00', '2026-11-24T12:00+01:00', { networkId: 'pages' })
    await server.rollUp()
    const seen: string[] = first.users.map(({ userId }: { userId: string }) => userId)
    for (let cursor = first.nextCursor; cursor !== null; ) {
      const page = await get(`/v1/networks/pages/users?limit=3&cursor=${cursor}`, readerOf('pages'))
      seen.push(...page.users.map(({ userId }: { userId: string }) => userId))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(users)
    expect((await server.get(`/v1/networks/pages/users?sort=lastActive&cursor=${first.nextCursor}`, readerOf('pages'))).statusCode).toBe(400)
  })

  test.each(['user', 'activeDays', 'sessions', 'duration', 'lastActive'])(
    'are sorted by %s, both ways, in pages of which none leaves out or repeats anybody',
    async (sort) => {
      const columns = { user: 'userId', activeDays: 'activeDays', sessions: 'sessionCount', duration: 'durationMs', lastActive: 'lastActiveAt' }
      const valueIn = (user: Record<string, string | number>): string | number => {
        const value = user[columns[sort as keyof typeof columns]] ?? ''
        return sort === 'lastActive' ? Date.parse(String(value)) : sort === 'user' ? String(value).toLowerCase() : value
      }
      for (const network of ['pages']) {
        const everyone: string[] = await usersOf(`/v1/networks/${network}/users?limit=200`, readerOf(network))
        for (const order of ['asc', 'desc', ''] as const) {
          const query = `sort=${sort}${order === '' ? '' : `&order=${order}`}`
          const users: Record<string, string | number>[] = []
          for (let cursor: string | null = ''; cursor !== null; ) {
            const page = await get(`/v1/networks/${network}/users?${query}&limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`, readerOf(network))
            users.push(...page.users)
            cursor = page.nextCursor
          }
          const isAscending = order === 'asc' || (order === '' && sort === 'user')
          const sorted = users.toSorted((one, other) => {
            const [a, b] = [valueIn(one), valueIn(other)]
            const byValue = a < b ? -1 : a > b ? 1 : 0
            return (isAscending ? byValue : -byValue) || (String(one['userId']) < String(other['userId']) ? -1 : 1)
          })
          expect(users).toEqual(sorted)
          expect(users.map((user) => user['userId']).sort()).toEqual(everyone.toSorted())
          const file = (await server.get(`/v1/networks/${network}/users.csv?${query}`, readerOf(network))).body
          expect(
            file
              .split('\r\n')
              .slice(1)
              .flatMap((row) => row.match(/^"([^"]+)"/)?.[1] ?? []),
          ).toEqual(users.map((user) => user['userId']))
        }
      }
    },
  )

  test('are there as CSV', async () => {
    const answer = await server.get('/v1/networks/acme/users.csv')
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringContaining('text/csv'),
      'content-disposition': expect.stringContaining('users-acme-2026-11-12-to-2026-11-25.csv'),
    })
    expect(answer.body.split('\r\n')).toEqual([
      'user_id,active_days,sessions,duration_seconds,duration,active_duration_seconds,active_duration,last_active_at,time_zone,not_recorded_from,not_recorded_to',
      '"anna",1,2,14400,4:00:00,10800,3:00:00,2026-11-24T12:00:00.000+01:00,Europe/Amsterdam,,',
      '"Bella",2,2,5400,1:30:00,5400,1:30:00,2026-11-25T00:30:00.000-05:00,America/New_York,,',
      '',
    ])
    expect((await server.get('/v1/networks/acme/users.csv?dialect=excel')).body.startsWith('\uFEFFuser_id;active_days;')).toBe(true)
  })
})

test('the days of a network, as JSON and as CSV', async () => {
  expect(await get('/v1/networks/acme/days')).toEqual({
    asOf: null,
    from: '2026-11-12',
    to: '2026-11-25',
    days: [
      { date: '2026-11-25', activeUsers: 1, sessionCount: 1, durationMs: 30 * minute, activeDurationMs: 30 * minute, provisional: true },
      { date: '2026-11-24', activeUsers: 2, sessionCount: 3, durationMs: 5 * hour, activeDurationMs: 4 * hour, provisional: false },
    ],
    ...recorded,
  })
  expect((await server.get('/v1/networks/acme/days.csv')).body.split('\r\n').slice(0, 2)).toEqual([
    'date,active_users,sessions,duration_seconds,duration,active_duration_seconds,active_duration,provisional,not_recorded_from,not_recorded_to',
    '2026-11-25,1,1,1800,0:30:00,1800,0:30:00,true,,',
  ])
})

test('the files of a network speak a language to people, with the network in each row and in the name', async () => {
  const linesOf = async (file: string, token?: ReturnType<typeof tokenFor>) => {
    const { body, headers } = await server.get(`/v1/networks/acme/${file}`, token)
    return { lines: body.trimEnd().split('\r\n'), name: String(headers['content-disposition']) }
  }
  const users = await linesOf('users.csv?lang=nl')
  expect(users.name).toContain('"gebruikers-acme-2026-11-12-tot-en-met-2026-11-25.csv"')
  expect(users.lines).toEqual([
    '\uFEFFNetwerk,Gebruiker,Actieve dagen,Sessies,Duur in seconden,Duur,Zonder overlap in seconden,Zonder overlap,Laatst actief,Tijdzone,Niet vastgelegd vanaf (UTC),Niet vastgelegd tot (UTC)',
    '"acme","anna",1,2,14400,4:00:00,10800,3:00:00,2026-11-24 12:00:00,Europe/Amsterdam,,',
    '"acme","Bella",2,2,5400,1:30:00,5400,1:30:00,2026-11-25 00:30:00,America/New_York,,',
  ])
  const days = await linesOf('days.csv?lang=nl&dialect=excel')
  expect(days.name).toContain('"dagen-acme-2026-11-12-tot-en-met-2026-11-25.csv"')
  expect(days.lines.slice(0, 2)).toEqual([
    '\uFEFFNetwerk;Datum;Actieve gebruikers;Sessies;Duur in seconden;Duur;Zonder overlap in seconden;Zonder overlap;Nog niet voorbij;Niet vastgelegd vanaf (UTC);Niet vastgelegd tot (UTC)',
    '"acme";2026-11-25;1;1;1800;0:30:00;1800;0:30:00;ja;;',
  ])
  const looks = await linesOf('access-log.csv?lang=nl&kind=overview-csv', managerOf('acme'))
  expect(looks.name).toMatch(/"wie-keek-mee-acme-[\d-]+-tot-en-met-2026-11-25.csv"/)
  expect(looks.lines[0]).toBe('\uFEFFNetwerk,Wanneer (UTC),Wie keek,Gebruiker,Wat,Van,Tot en met')
  expect(looks.lines[1]).toMatch(/^"acme",2026-11-25 \d\d:\d\d:\d\d,"[^"]+","",bestand met gebruikers,2026-11-12,2026-11-25$/)
  for (const file of ['users.csv', 'days.csv', 'access-log.csv']) {
    const refused = await server.get(`/v1/networks/acme/${file}?lang=sv`, file === 'access-log.csv' ? managerOf('acme') : undefined)
    expect([refused.statusCode, refused.json().detail]).toEqual([400, expect.stringMatching(/^lang: /)])
  }
})

describe('the overview', () => {
  test.each(['users', 'users.csv', 'days', 'days.csv'])('of %s needs activity:read for that network', async (what) => {
    expect((await server.get(`/v1/networks/acme/${what}`, managerOf('acme'))).statusCode).toBe(403)
    expect((await server.get(`/v1/networks/acme/${what}`, readerOf('other'))).statusCode).toBe(403)
  })

  test('shows nothing of whom was erased, though the rollup still has it', async () => {
    const ofNetwork = { networkId: 'erased' }
    for (const user of ['gone', 'stays']) await server.session(user, '2026-11-24T09:00+01:00', '2026-11-24T10:00+01:00', ofNetwork)
    await server.rollUp()
    expect(await usersOf('/v1/networks/erased/users', readerOf('erased'))).toEqual(['gone', 'stays'])
    await server.change({ ...ofNetwork, change: 'erase', userId: 'gone', at: noon })
    expect(await usersOf('/v1/networks/erased/users', readerOf('erased'))).toEqual(['stays'])
    expect((await get('/v1/networks/erased/days', readerOf('erased'))).days).toMatchObject([{ activeUsers: 1 }])
    await server.change({ ...ofNetwork, change: 'erase', at: noon })
    expect(await usersOf('/v1/networks/erased/users', readerOf('erased'))).toEqual([])
    expect((await get('/v1/networks/erased/days', readerOf('erased'))).days).toEqual([])
    await server.session('gone', '2026-11-25T12:00:01+01:00', '2026-11-25T12:10:01+01:00', ofNetwork)
    await server.rollUp()
    expect(await get('/v1/networks/erased/users', readerOf('erased'))).toMatchObject({ users: [{ userId: 'gone', durationMs: 10 * minute }] })
  })

  test('shows nothing from before the retention of the network', async () => {
    const ofNetwork = { networkId: 'short' }
    await server.session('anna', '2026-11-20T09:00+01:00', '2026-11-20T10:00+01:00', ofNetwork)
    await server.session('ben', '2026-11-23T09:00+01:00', '2026-11-23T10:00+01:00', ofNetwork)
    await server.rollUp()
    expect(await usersOf('/v1/networks/short/users', readerOf('short'))).toEqual(['anna', 'ben'])
    await server.change({ ...ofNetwork, change: 'retention', days: 3, at: noon })
    expect(await usersOf('/v1/networks/short/users', readerOf('short'))).toEqual(['ben'])
    expect((await get('/v1/networks/short/days', readerOf('short'))).days).toHaveLength(1)
  })

  test('is refused where the look cannot be recorded', async () => {
    server.aroundInsert = async () => {
      throw new Error('disk full')
    }
    for (const what of ['users', 'users.csv', 'days', 'days.csv']) expect((await server.get(`/v1/networks/acme/${what}`)).statusCode).toBe(503)
  })
})

test('the overview says how far the rollups are, whatever a run with a wrong clock says', async () => {
  const finished = (startedAt: number) =>
    recordRollupRun(server.store, { runId: randomUUID(), kind: 'refresh', startedAt, since: 0 }, 'finished', noon)
  const asOf = async () => (await Promise.all(['users', 'days'].map((what) => get(`/v1/networks/acme/${what}`)))).map((answer) => answer.asOf)
  await finished(noon - 240_000)
  await finished(noon + 86_400_000)
  expect(await asOf()).toEqual(Array(2).fill('2026-11-25T10:56:00.000+00:00'))
  await finished(noon - 1)
  expect(await asOf()).toEqual(Array(2).fill('2026-11-25T10:59:59.999+00:00'))
})

test('erasures are pending until a full run has begun after them', async () => {
  const now = Date.now() + 60_000
  const before = await countPendingErasures(server.store, now)
  await server.change({ networkId: 'erasing', change: 'erase', userId: 'anna', at: noon }, { networkId: 'erasing', change: 'erase', at: noon })
  const pending = await countPendingErasures(server.store, now)
  expect(pending.count - before.count).toBe(2)
  expect(Math.abs(Date.now() - (pending.oldestAt ?? 0))).toBeLessThan(300_000)
  const run = { runId: randomUUID(), kind: 'full', startedAt: now - 1, since: 0 } as const
  await recordRollupRun(server.store, run, 'begun', now)
  expect(await countPendingErasures(server.store, now)).toEqual(pending)
  await recordRollupRun(server.store, run, 'finished', now)
  expect(await countPendingErasures(server.store, now)).toEqual({ count: 0, oldestAt: undefined })
})
