import type { DirectoryState } from '@stitchlog/contracts'
import { readXlsx } from 'hucre/xlsx'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Directory, Person } from '../directory/directory.ts'
import { PeopleIndex } from '../directory/people-index.ts'
import { QueryServer, tokenFor } from './query-server.ts'

const persons: readonly Person[] = [
  { id: 'anna.de.vries@example.org', name: 'Anna de Vries', email: 'anna.de.vries@example.org', department: 'Care' },
  { id: 'u-2', name: 'Anna de Vries', email: 'a.vries@example.org', department: 'Sales', pictureUrl: 'https://example.org/2.jpg' },
  { id: 'u-3', name: '=1+1; Zoë', department: '@SUM(A1)' },
  { id: 'u-4', name: 'Erik Lindström' },
  { id: 'u-5', name: 'Gone Person', hasLeft: true },
  { id: 'boss', name: 'The Boss' },
]

let server: QueryServer
let answered: PeopleIndex
let people: PeopleIndex
/** What it was asked in ClickHouse. */
const directory: Directory = { peopleOf: (networkId) => (networkId === 'acme' ? people : undefined) }

beforeAll(async () => {
  answered = await PeopleIndex.of(persons, 'answered')
  people = answered
  server = await QueryServer.start({}, directory)
  for (const network of ['acme', 'other']) await server.switchOn(network)
  const hours: Readonly<Record<string, number>> = { 'anna.de.vries@example.org': 1, 'u-2': 2, 'u-3': 3, 'vries-bot': 4, 'u-5': 5 }
  for (const [user, count] of Object.entries(hours)) await server.session(user, '2026-11-24T09:00+01:00', `2026-11-24T${9 + count}:00+01:00`)
  await server.session('u-2', '2026-11-24T09:00+01:00', '2026-11-24T10:00+01:00', { networkId: 'other' })
  await server.rollUp()
})
afterAll(() => server.stop())
afterEach(() => {
  server.reset()
  people = answered
})

interface User {
  readonly userId: string
  readonly name?: string
}

const get = async (path: string, token?: Promise<string>) => (await server.get(path, token)).json()
const usersOf = async (query = ''): Promise<User[]> => (await get(`/v1/networks/acme/users?${query}`)).users
const idsOf = async (query: string) => (await usersOf(query)).map(({ userId }) => userId)
const searched = (text: string, rest = '') => idsOf(`search=${encodeURIComponent(text)}${rest}`)

describe('the users of a network with a directory', () => {
  test('have names, and those who left are marked', async () => {
    const answer = await get('/v1/networks/acme/users')
    expect(answer.directory).toBe('answered')
    expect(
      answer.users.map(({ userId, name, email, department, pictureUrl, known, left }: Record<string, unknown>) => [
        userId,
        name,
        email,
        department,
        pictureUrl,
        known,
        left,
      ]),
    ).toEqual([
      ['u-5', 'Gone Person', undefined, undefined, undefined, true, true],
      ['vries-bot', undefined, undefined, undefined, undefined, false, true],
      ['u-3', '=1+1; Zoë', undefined, '@SUM(A1)', undefined, true, undefined],
      ['u-2', 'Anna de Vries', 'a.vries@example.org', 'Sales', 'https://example.org/2.jpg', true, undefined],
      ['anna.de.vries@example.org', 'Anna de Vries', 'anna.de.vries@example.org', 'Care', undefined, true, undefined],
    ])
  })

  test('are found by name first and then by id, in any order and in pages', async () => {
    expect(await searched('anna de vries')).toEqual(['u-2', 'anna.de.vries@example.org'])
    expect(await searched('VRI')).toEqual(['u-2', 'anna.de.vries@example.org', 'vries-bot'])
    expect(await searched('vries', '&sort=duration&order=asc')).toEqual(['anna.de.vries@example.org', 'u-2', 'vries-bot'])
    expect(await searched('zoe')).toEqual(['u-3'])
    expect(await searched('sales')).toEqual(['u-2'])
    expect(await searched('ries-B')).toEqual(['vries-bot'])
    expect(await searched('Lindström')).toEqual([])
    for (const sort of ['user', 'activeDays', 'sessions', 'duration', 'lastActive']) {
      for (const order of ['asc', 'desc']) {
        const query = `search=r&everyone=true&sort=${sort}&order=${order}`
        const whole = await idsOf(query)
        const paged: string[] = []
        for (let cursor: string | null = ''; cursor !== null; ) {
          const page: { users: User[]; nextCursor: string | null } = await get(
            `/v1/networks/acme/users?${query}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
          )
          paged.push(...page.users.map(({ userId }) => userId))
          cursor = page.nextCursor
        }
        expect(paged, query).toEqual(whole)
      }
    }
  })

  test('are sorted by name, and by id who has none', async () => {
    expect(await idsOf('sort=user')).toEqual(['u-3', 'anna.de.vries@example.org', 'u-2', 'u-5', 'vries-bot'])
    expect(await idsOf('sort=user&order=desc')).toEqual(['vries-bot', 'u-5', 'u-2', 'anna.de.vries@example.org', 'u-3'])
  })

  test('have among them who was never active only where everyone is asked for', async () => {
    expect(await idsOf('everyone=true')).toEqual([...(await idsOf('')), 'boss', 'u-4'])
    expect((await usersOf('everyone=true')).at(-1)).toEqual({
      userId: 'u-4',
      name: 'Erik Lindström',
      known: true,
      activeDays: 0,
      sessionCount: 0,
      durationMs: 0,
      activeDurationMs: 0,
      lastActiveAt: null,
    })
    expect(await idsOf('everyone=true&order=asc&limit=2')).toEqual(['boss', 'u-4'])
    expect(await searched('erik', '&everyone=true')).toEqual(['u-4'])
    expect((await server.get('/v1/networks/acme/users?everyone=yes')).statusCode).toBe(400)
  })

  test('are as they were in a network without one', async () => {
    const answer = await get('/v1/networks/other/users?everyone=true&search=u-', tokenFor(['other']))
    expect(answer).not.toHaveProperty('directory')
    expect(answer.users.map(Object.keys)).toEqual([['userId', 'activeDays', 'sessionCount', 'durationMs', 'activeDurationMs', 'lastActiveAt']])
  })

  test.each(['loading', 'unavailable'] satisfies DirectoryState[])('have their ids while it is %s, and nobody seems to have left', async (state) => {
    people = PeopleIndex.nobody(state)
    const answer = await get('/v1/networks/acme/users?everyone=true&search=vries')
    expect(answer.directory).toBe(state)
    expect(answer.users.map(({ userId, known, left }: Record<string, unknown>) => [userId, known, left])).toEqual([
      ['vries-bot', undefined, undefined],
      ['anna.de.vries@example.org', undefined, undefined],
    ])
  })

  test('nobody is unknown in a directory that is not whole', async () => {
    people = await PeopleIndex.of(persons, 'incomplete')
    expect((await usersOf()).map((user) => 'known' in user)).toEqual([true, false, true, true, true])
  })
})

describe('an answer about one user', () => {
  const userOf = async (id: string) => (await get(`/v1/networks/acme/users/${id}/days`)).user

  test('says who they are, and tells a mistyped id from somebody who was not active and from somebody who left', async () => {
    expect(await userOf('u-2')).toEqual({
      name: 'Anna de Vries',
      email: 'a.vries@example.org',
      department: 'Sales',
      pictureUrl: 'https://example.org/2.jpg',
      known: true,
    })
    expect(await userOf('u-4')).toEqual({ name: 'Erik Lindström', known: true })
    expect(await userOf('u-44')).toEqual({ known: false })
    expect(await userOf('vries-bot')).toEqual({ known: false, left: true })
    expect(await userOf('u-5')).toEqual({ name: 'Gone Person', known: true, left: true })
  })

  test('says nothing that the directory cannot tell', async () => {
    people = PeopleIndex.nobody('unavailable')
    const answer = await get('/v1/networks/acme/users/u-2/days')
    expect([answer.user, answer.directory]).toEqual([{}, 'unavailable'])
    expect(await get('/v1/networks/other/users/u-2/days', tokenFor(['other']))).not.toHaveProperty('user')
  })

  test('has the own name alone for whoever reads about themselves', async () => {
    const own = tokenFor(['acme'], ['activity:self'], 600, 'u-2')
    expect((await get('/v1/me/days', own)).user.name).toBe('Anna de Vries')
    await server.get('/v1/networks/acme/users/u-2/days')
    const looks = await get('/v1/me/access-log', own)
    expect(looks.entries).toContainEqual(expect.objectContaining({ reader: 'boss', userId: 'u-2' }))
    expect(JSON.stringify(looks)).not.toMatch(/Name|Boss|Anna/)
  })
})

test('the access log of a network names readers and users', async () => {
  const manager = tokenFor(['acme'], ['activity:manage'])
  await server.get('/v1/networks/acme/users/u-4/days')
  const log = await get('/v1/networks/acme/access-log?limit=1&kind=days&userId=u-4', manager)
  expect(log).toMatchObject({
    directory: 'answered',
    entries: [{ reader: 'boss', readerName: 'The Boss', userId: 'u-4', userName: 'Erik Lindström' }],
  })
  const [head, row] = (await server.get('/v1/networks/acme/access-log.csv?kind=days&userId=u-4', manager)).body.split('\r\n')
  expect(head).toBe('occurred_at,reader,user_id,kind,from,to,reader_name,user_name')
  expect(row).toMatch(/,"The Boss","Erik Lindström"$/)
})

describe('files with names', () => {
  test('have them in columns behind all others, and no formulas', async () => {
    const [head, ...rows] = (await server.get('/v1/networks/acme/users.csv')).body.trim().split('\r\n')
    expect(head).toMatch(/^user_id,active_days,.*,not_recorded_from,not_recorded_to,name,department$/)
    expect(rows.map((row) => /,,,(.*)$/.exec(row)?.[1])).toEqual([
      '"Gone Person",""',
      '"",""',
      `"'=1+1; 'Zoë","'@SUM(A1)"`.replace("'Zoë", 'Zoë'),
      '"Anna de Vries","Sales"',
      '"Anna de Vries","Care"',
    ])
    const [sessionHead, session] = (await server.get('/v1/networks/acme/users/u-3/sessions.csv')).body.split('\r\n')
    expect(sessionHead).toMatch(/^date,device,.*,active_duration,name,department$/)
    expect(session).toMatch(/,"'=1\+1; Zoë","'@SUM\(A1\)"$/)
    const everyone = (await server.get('/v1/networks/acme/users.csv?everyone=true&search=erik&lang=nl')).body.split('\r\n')
    expect(everyone[0]).toMatch(/;?,Naam,Afdeling$/)
    expect(everyone[1]).toBe('"acme","u-4",0,0,0,0:00:00,0,0:00:00,,,,,"Erik Lindström",""')
  })

  test('have them in workbooks, as texts', async () => {
    const sheetOf = async (path: string) => {
      const { sheets } = await readXlsx((await server.get(path)).rawPayload)
      return sheets[0]?.rows ?? []
    }
    const users = await sheetOf('/v1/networks/acme/users.xlsx?sort=user')
    const at = users[0]?.indexOf('Name') ?? -1
    expect(users.slice(1, 6).map((row) => row[at])).toEqual(['=1+1; Zoë', 'Anna de Vries', 'Anna de Vries', 'Gone Person', null])
    const sessions = await sheetOf('/v1/networks/acme/users/u-3/sessions.xlsx')
    expect(sessions[1]?.slice(-2)).toEqual(['=1+1; Zoë', '@SUM(A1)'])
  })

  test('of one user are named after them', async () => {
    const named = async (id: string) =>
      (await server.get(`/v1/networks/acme/users/${id}/sessions.csv?from=2026-11-24&to=2026-11-24`)).headers['content-disposition']
    expect(await named('u-2')).toBe(
      `attachment; filename="activity-acme-Anna_de_Vries-2026-11-24-to-2026-11-24.csv"; filename*=UTF-8''activity-acme-Anna%20de%20Vries-2026-11-24-to-2026-11-24.csv`,
    )
    expect(await named('vries-bot')).toContain('activity-acme-vries-bot-2026-11-24')
  })

  test('have the users of their list, in its order, whatever is searched', async () => {
    for (const query of ['search=vries', 'sort=user', 'everyone=true&order=asc', 'search=r&everyone=true&sort=user&order=desc']) {
      const rows = (await server.get(`/v1/networks/acme/users.csv?${query}`)).body.trim().split('\r\n').slice(1)
      expect(
        rows.map((row) => row.split(',')[0]?.replaceAll('"', '')),
        query,
      ).toEqual(await idsOf(query))
    }
  })
})

test('whoever has a directory of their own reads the totals of those whom it found', async () => {
  expect(await idsOf('userId=u-2&userId=u-3&userId=u-4&userId=nobody')).toEqual(['u-3', 'u-2'])
  expect(await idsOf('userId=u-2')).toEqual(['u-2'])
  expect((await server.get(`/v1/networks/acme/users?${'userId=u-2&'.repeat(51)}`)).statusCode).toBe(400)
})
