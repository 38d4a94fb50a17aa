import { createTokenVerifier, signToken } from '@stitchlog/http-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noon, QueryServer, tokenFor } from '../../services/query/tests/query-server.ts'
import { rounds } from '../rounds.ts'

/** Looks that are hidden: among many others, or behind somebody else's name. */
let server: QueryServer
const dayMs = 86_400_000
const me = tokenFor(['acme'], ['activity:self'], 600, 'anna')

beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
  server.now = noon - 2 * dayMs
  await look('users/ben/days', 'boss')
  server.now = noon
  await look('users/anna/days', 'nosy')
  for (let nth = 0; nth < 60; nth++) {
    server.now++
    await server.get('/v1/me/days?to=2026-11-25', me)
  }
  server.now++
  await look('users', 'boss')
  await server.change({ networkId: 'acme', change: 'erase', userId: 'carl', at: server.now + 1 })
  server.now += 1000
  // As the engine does in time by itself: each look is a part of the table, and each read reads all parts.
  await server.store.queries.execute('OPTIMIZE TABLE access_log FINAL')
})
afterAll(() => server.stop())

const look = (path: string, reader: string) => server.get(`/v1/networks/acme/${path}`, tokenFor(['acme'], ['activity:read'], 600, reader))

interface Entry {
  readonly reader: string
  readonly userId: string | null
  readonly kind: string
}

async function list(query = '', path = '/v1/networks/acme/access-log', token = tokenFor(['acme'], ['activity:manage'])): Promise<string[]> {
  const answer = await server.get(`${path}?${query}`, token)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<{ entries: Entry[] }>().entries.map(({ reader, userId, kind }) => `${reader} ${kind} ${userId}`)
}

const others = [' erasure carl', 'boss overview null', 'nosy days anna', 'boss days ben']

test("people's looks at themselves bury no look of anybody else", async () => {
  expect(await list()).toEqual(others)
  expect(await list('', '/v1/me/access-log', me)).toEqual(['boss overview null', 'nosy days anna'])
  expect(await list('looks=own&limit=100')).toEqual(Array(60).fill('anna days anna'))
  expect(await list('looks=own&limit=100', '/v1/me/access-log', me)).toHaveLength(60)
  expect(await list('looks=all&limit=100')).toHaveLength(64)
})

test.each([
  ['reader=boss', ['boss overview null', 'boss days ben']],
  ['reader=anna', []],
  ['reader=anna&looks=all&limit=1', ['anna days anna']],
  ['userId=ben', ['boss overview null', 'boss days ben']],
  ['userId=anna', ['boss overview null', 'nosy days anna']],
  ['kind=days', ['nosy days anna', 'boss days ben']],
  ['kind=erasure', [' erasure carl']],
  ['to=2026-11-24', ['boss days ben']],
  ['from=2026-11-24', others.slice(0, 3)],
  ['from=2026-11-23&to=2026-11-23', ['boss days ben']],
  ['reader=boss&kind=days&userId=ben&from=2026-11-01&to=2026-11-24&limit=1', ['boss days ben']],
  ['reader=nobody', []],
])('the record can be searched: %s', async (query, expected) => {
  expect(await list(query)).toEqual(expected)
})

const searches = [
  '',
  'reader=boss',
  'reader=anna&looks=all',
  'userId=anna',
  'kind=days',
  'kind=days&looks=all',
  'to=2026-11-24',
  'looks=own',
  'looks=all',
]

// With pages of one length by turns, and with the faults of each.
test.each(searches.map((query, nth) => [query, nth % 3] as const))('what is searched for is the same on all pages: %j', async (query, turn) => {
  const whole = await list(`${query}&limit=200`)
  for (const limit of [1, 2, 7].filter((_, nth) => rounds(turn, nth) === nth)) {
    const pages: string[] = []
    for (let cursor = ''; ; ) {
      const answer = await server.get(`/v1/networks/acme/access-log?${query}&limit=${limit}${cursor}`, tokenFor(['acme'], ['activity:manage']))
      const { entries, nextCursor } = answer.json<{ entries: Entry[]; nextCursor: string | null }>()
      pages.push(...entries.map(({ reader, userId, kind }) => `${reader} ${kind} ${userId}`))
      if (nextCursor === null) break
      cursor = `&cursor=${nextCursor}`
    }
    expect(pages).toEqual(whole)
  }
})

test.each(['kind=look', 'looks=mine', 'from=today', 'to=2026-02-30', 'reader=', 'userId=..', 'reader=a&reader=b'])(
  'a bad filter is refused: %s',
  async (query) => {
    for (const path of ['/v1/networks/acme/access-log', '/v1/me/access-log']) {
      if (path.includes('/me/') && query.startsWith('userId')) continue
      const answer = await server.get(`${path}?${query}`, path.includes('/me/') ? me : tokenFor(['acme'], ['activity:manage']))
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-parameter'])
    }
  },
)

test('nobody finds looks at others by a filter of their own record', async () => {
  expect(await list('userId=ben', '/v1/me/access-log', me)).toEqual(['boss overview null', 'nosy days anna'])
  expect(await list("reader=' OR 1=1 --")).toEqual([])
  expect(await list("userId=' OR 1=1 --")).toEqual(['boss overview null'])
})

const secret = 'a secret for tests, of more than 32 characters'
const signed = async (subject: string) =>
  `Bearer ${await signToken(secret, { subject, networks: ['acme'], scopes: ['activity:read'], expiresInSeconds: 60 }, Date.now())}`

const invisible = [
  0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0x206f,
]
const more = [0xa0, 0x2007, 0x202f, 0x2800, 0x3000, 0x3164, 0xe000, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0x1d173, 0xe0001, 0xe0100, 0x10fffd]

test.each([...invisible, ...more].map((code) => `U+${code.toString(16)}`))(
  'a name with a character that nobody sees is refused: %s',
  async (name) => {
    const character = String.fromCodePoint(Number.parseInt(name.slice(2), 16))
    const verify = createTokenVerifier({ secret })
    for (const subject of [`boss${character}`, `${character}boss`, `bo${character}ss`]) {
      await expect(verify(await signed(subject))).rejects.toMatchObject({
        code: 'token-invalid',
        message: 'the claim sub is wrong: without invisible characters',
      })
    }
  },
)

test('names in any script are taken, and marked where they may be mistaken for others', async () => {
  const names: [string, string | null][] = [
    ['boss', null],
    ['the boss 2', null],
    ['b\u043ess', 'b\\u{43e}ss'],
    ['boss ', 'boss\\u{20}'],
    [' boss', '\\u{20}boss'],
    ['the  boss', 'the \\u{20}boss'],
    ['Zoë', 'Zo\\u{eb}'],
    ['Zoe\u0308', 'Zoe\\u{308}'],
    ['李雷', '\\u{674e}\\u{96f7}'],
    ['b\\u{43e}ss', 'b\\u{5c}u{43e}ss'],
    ['back\\slash', null],
  ]
  for (const [name, escaped] of names) {
    expect((await createTokenVerifier({ secret })(await signed(name))).subject).toBe(name)
    server.now++
    await look('users', name)
    const answer = await server.get('/v1/networks/acme/access-log?limit=1', tokenFor(['acme'], ['activity:manage']))
    expect(answer.json().entries[0]).toMatchObject({ reader: name, readerEscaped: escaped })
  }
})
