import { expect, test } from 'vitest'
import { BytesTable, hashOf } from './bytes-table.ts'
import { nobody, Users } from './users.ts'

const idsOf = (users: Users, user: number) => [users.networkIdOf(user), users.userIdOf(user)]

test('the same ids are the same user, and no others', () => {
  const users = new Users(1000)
  const ids = ['a', 'b', 'ab', 'ü', 'Ã¼', '\u{1F600}', 'a b', 'x'.repeat(128)]
  const pairs = ids.flatMap((networkId) => ids.map((userId): [string, string] => [networkId, userId]))
  const all = pairs.map((pair) => users.named(...pair))
  expect(new Set(all).size).toBe(pairs.length)
  expect(pairs.map((pair) => users.named(...pair))).toEqual(all)
  expect(all.map((user) => idsOf(users, user))).toEqual(pairs)
})

test('who came lately is kept, and no more than twice the bound', () => {
  const moved: Int32Array[] = []
  const users = new Users(10, (moves) => moved.push(moves))
  users.named('acme', 'dropped')
  let first = users.named('acme', 'first')
  users.addedSpan(first, 77)
  for (let n = 0; n < 1000; n++) {
    users.named('acme', `user ${n}`)
    for (const moves of moved.splice(0)) {
      // Who is used in each generation stays, with his number of spans.
      first = moves[first] ?? nobody
      expect(idsOf(users, first)).toEqual(['acme', 'first'])
      expect(users.spanCountOf(first)).toBe(1)
      expect(users.latestSpanOf(first)).toBe(-1)
      expect(moves.filter((user) => user !== nobody)).toHaveLength(10)
    }
    if (n % 4 === 0) expect(users.named('acme', 'first')).toBe(first)
    expect(users.count).toBeLessThanOrEqual(20)
  }
  expect(Array.from({ length: users.count }, (_, user) => users.userIdOf(user))).not.toContain('dropped')
})

test('many are found again, in memory that grows', () => {
  const users = new Users(100_000)
  const all = Array.from({ length: 50_000 }, (_, n) => users.named(`network ${n % 3}`, `user ${n}`))
  // Where too many have equal hashes some are forgotten.
  const found = all.filter((user, n) => users.named(`network ${n % 3}`, `user ${n}`) === user)
  expect(found.length).toBeGreaterThan(49_990)
})

test('bytes that are no ids have no user', () => {
  const users = new Users(10)
  const find = (text: string, encoding: BufferEncoding = 'utf8') => {
    const bytes = Buffer.from(`acme${text}`, encoding)
    const network = { hash: hashOf(bytes, 0, 4), from: 0, until: 4 }
    return users.find(bytes, network, { hash: hashOf(bytes, 4, bytes.length), from: 4, until: bytes.length })
  }
  expect(users.userIdOf(find('anna'))).toBe('anna')
  for (const text of ['', '.', '..', 'a\u0000', 'x'.repeat(129)]) expect(find(text)).toBe(nobody)
  expect(find('\xff', 'latin1')).toBe(nobody)
})

test('keys with equal hashes are told apart, however many there are, and most are forgotten', () => {
  const table = new BytesTable<{ hash: number; key: string; scope: undefined }>()
  const users = new Users(10_000)
  const keys = Array.from({ length: 1000 }, (_, n) => String(n))
  const find = (key: string) => table.find(7, Buffer.from(key), 0, key.length)
  const findUser = (key: string) => {
    const bytes = Buffer.from(`acme${key}`)
    return users.userIdOf(users.find(bytes, { hash: hashOf(bytes, 0, 4), from: 0, until: 4 }, { hash: 7, from: 4, until: bytes.length }))
  }
  for (const key of keys) {
    expect(find(key)).toBeUndefined()
    table.add({ hash: 7, key, scope: undefined })
    expect(find(key)?.key).toBe(key)
    expect(findUser(key)).toBe(key)
  }
  for (const key of keys) expect(findUser(key)).toBe(key)
  const found = keys.filter((key) => find(key) !== undefined)
  expect(found.every((key) => find(key)?.key === key)).toBe(true)
  expect(found.length).toBeLessThan(100)
  expect(table.count).toBe(found.length)
})
