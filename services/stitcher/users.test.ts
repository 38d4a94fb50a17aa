import { expect, test } from 'vitest'
import { BytesTable, hashOf } from './bytes-table.ts'
import { Users } from './users.ts'

test('the same ids are the same user, and no others', () => {
  const users = new Users(100)
  const ids = ['a', 'b', 'ab', 'ü', 'Ã¼', '\u{1F600}', 'a b', 'x'.repeat(128)]
  const all = ids.flatMap((networkId) => ids.map((userId) => users.named(networkId, userId)))
  expect(new Set(all).size).toBe(ids.length ** 2)
  const again = ids.flatMap((networkId) => ids.map((userId) => users.named(networkId, userId)))
  expect(again.every((user, n) => user === all[n])).toBe(true)
  expect(all.map(({ networkId, userId }) => [networkId, userId])).toEqual(ids.flatMap((networkId) => ids.map((userId) => [networkId, userId])))
})

test('who came lately is kept, and no more than twice the bound', () => {
  const users = new Users(10)
  const first = users.named('acme', 'first')
  const dropped = users.named('acme', 'dropped')
  for (let n = 0; n < 1000; n++) {
    users.named('acme', `user ${n}`)
    if (n % 9 === 0) expect(users.named('acme', 'first')).toBe(first)
  }
  expect(users.named('acme', 'dropped')).not.toBe(dropped)
})

test('bytes that are no ids have no user', () => {
  const users = new Users(10)
  const find = (text: string, encoding: BufferEncoding = 'utf8') => {
    const bytes = Buffer.from(`acme${text}`, encoding)
    const network = { hash: hashOf(bytes, 0, 4), from: 0, until: 4 }
    return users.find(bytes, network, { hash: hashOf(bytes, 4, bytes.length), from: 4, until: bytes.length })
  }
  expect(find('anna')?.userId).toBe('anna')
  for (const text of ['', '.', '..', 'a\u0000', 'x'.repeat(129)]) expect(find(text)).toBeUndefined()
  expect(find('\xff', 'latin1')).toBeUndefined()
})

test('keys with equal hashes are told apart, however many there are, and most are forgotten', () => {
  const table = new BytesTable<{ hash: number; key: string; scope: undefined }>()
  const keys = Array.from({ length: 1000 }, (_, n) => String(n))
  const find = (key: string) => table.find(7, Buffer.from(key), 0, key.length)
  for (const key of keys) {
    expect(find(key)).toBeUndefined()
    table.add({ hash: 7, key, scope: undefined })
    expect(find(key)?.key).toBe(key)
  }
  const found = keys.filter((key) => find(key) !== undefined)
  expect(found.every((key) => find(key)?.key === key)).toBe(true)
  expect(found.length).toBeLessThan(100)
  expect(table.count).toBe(found.length)
})
