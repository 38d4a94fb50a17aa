import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createAccessLog } from './access-log.ts'

const read = (userId: string) => ({
  networkId: 'acme',
  userId,
  reader: 'boss',
  kind: 'days' as const,
  range: { from: '2026-11-12', to: '2026-11-25' },
})

/** Inserts that end when the test ends them. */
function pendingInserts() {
  const inserts: { users: (string | undefined)[]; end: (error?: Error) => void }[] = []
  const insertRows = (_table: string, columns: readonly string[], rows: Buffer) =>
    new Promise<void>((resolve, reject) => {
      const lines = rows.toString().trimEnd().split('\n')
      const users = lines.map((line) => line.split('\t')[columns.indexOf('user_id')])
      inserts.push({ users, end: (error) => (error === undefined ? resolve() : reject(error)) })
    })
  return { inserts, store: { insertRows } }
}

describe('the access log', () => {
  test('writes a read at once, and those that come meanwhile together', async () => {
    const { inserts, store } = pendingInserts()
    const log = createAccessLog(store, () => 0)
    const stored: string[] = []
    const record = (user: string) => log.record(read(user)).then(() => stored.push(user))
    const records = [record('a'), record('b'), record('c')]
    expect(inserts.map(({ users }) => users)).toEqual([['a']])

    await setImmediate()
    expect(stored).toEqual([])
    inserts[0]?.end()
    await setImmediate()
    expect(stored).toEqual(['a'])
    expect(inserts.map(({ users }) => users)).toEqual([['a'], ['b', 'c']])

    inserts[1]?.end()
    await Promise.all(records)
    expect(stored).toEqual(['a', 'b', 'c'])
  })

  test('fails those reads only whose insert failed', async () => {
    const { inserts, store } = pendingInserts()
    const log = createAccessLog(store, () => 0)
    const results = Promise.allSettled([log.record(read('a')), log.record(read('b')), log.record(read('c'))])
    inserts[0]?.end()
    await setImmediate()
    inserts[1]?.end(new Error('disk full'))
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])

    const afterwards = log.record(read('d'))
    inserts[2]?.end()
    await afterwards
  })
})
