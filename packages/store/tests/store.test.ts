import { randomUUID } from 'node:crypto'
import { findTimeZone, type Span, spanOf } from '@stitchlog/timeline'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  appendTrackingChanges,
  deleteErasedActivity,
  deleteNetwork,
  insertAccessLog,
  insertSpans,
  migrate,
  readAccessLog,
  readLatestTimeZone,
  readSessionParts,
  type Store,
} from '../src/index.ts'
import { emptyTable, openTemporaryStore } from './temporary-store.ts'

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterEach(async () => {
  for (const table of ['session_spans', 'tracking_ledger', 'access_log']) await emptyTable(store, table)
})
afterAll(() => close())

const wholeTime = { from: '1969-12-31', to: '2100-01-01' }

function pointSpan(userId: string, at: number, timeZone = 'Etc/UTC', networkId = 'acme'): Span {
  const zone = findTimeZone(timeZone)
  if (zone === undefined) throw new Error(`${timeZone} is a time zone`)
  return spanOf({ networkId, userId, device: 'web', zone, periodStart: 0, timeoutMs: 60_000, at })
}

const startsOf = async (userId: string, networkId = 'acme') =>
  (await readSessionParts(store, networkId, userId, wholeTime)).map(({ startedAt }) => startedAt)

describe('migrations', () => {
  test('are run once, and again where they were cut off before they were recorded', async () => {
    await insertSpans(store, [pointSpan('anna', 1000)])
    await migrate(store)
    await store.queries.execute("DELETE FROM schema_migrations WHERE name != '0001-session-spans'")
    await migrate(store)
    const rows = await store.queries.selectRows<[string]>('SELECT name FROM schema_migrations ORDER BY name')
    const names = rows.flat()
    expect(names).toEqual([...new Set(names)])
    expect(names.length).toBeGreaterThan(2)
    expect(await startsOf('anna')).toEqual([1000])
  })
})

test('no connection answers from what the engine remembers of conditions, which has lacked rows', async () => {
  const { queries, longQueries, ledgerQueries, jobQueries, removalQueries } = store
  for (const connection of [queries, longQueries, ledgerQueries, jobQueries, removalQueries]) {
    const [row] = await connection.selectRows("SELECT toUInt8(getSetting('use_query_condition_cache'))")
    expect(row).toEqual([0])
  }
  // Nor does a read leave anything to remember.
  const entries = () => queries.selectRows<[number]>('SELECT count() FROM system.query_condition_cache')
  const [before] = await entries()
  await insertSpans(store, [pointSpan('anna', 1000), pointSpan('ben', 1000)])
  for (const user of ['anna', 'ben', 'nobody']) await startsOf(user)
  expect(await entries()).toEqual([before])
})

test('an entry of the access log that was stored twice is listed once, on one page', async () => {
  const entry = (occurredAt: number, readId: string) =>
    ({ occurredAt, networkId: 'acme', userId: 'anna', reader: 'boss', kind: 'days', range: undefined, readId }) as const
  const entries = [entry(1000, randomUUID()), entry(1000, randomUUID()), entry(2000, randomUUID())]
  for (let copy = 0; copy < 3; copy++) await insertAccessLog(store, entries)
  const listed: string[] = []
  for (let after: { value: number; id: string } | undefined; ; ) {
    const [found] = await readAccessLog(store, { networkId: 'acme', userId: undefined, cutoff: 0, after, limit: 1 })
    if (found === undefined) break
    listed.push(found.id)
    after = { value: found.occurredAt, id: found.id }
  }
  expect(listed.sort()).toEqual(entries.map(({ readId }) => readId).sort())
  expect(await readAccessLog(store, { networkId: 'acme', userId: undefined, cutoff: 0, after: undefined, limit: 9 })).toHaveLength(3)
})

test('instants and ids come back as they were', async () => {
  const ids = ['\\', '\\N', "'; DROP TABLE session_spans; --", '"', '{x:String}', '\u{1F600}', 'a b', '-', 'é', 'e\u0301', '\u2028']
  const instants = [0, 1, 999, 1500, 1_500_000_000, 1_500_000_000_000, 4_102_444_799_999]
  await insertSpans(
    store,
    ids.flatMap((id) => instants.map((at) => pointSpan(id, at, 'America/New_York', id))),
  )
  for (const id of ids) {
    const parts = await readSessionParts(store, id, id, wholeTime)
    // The first four are one session: the gaps are within the timeout.
    expect(parts.map(({ startedAt, endedAt }) => [startedAt, endedAt])).toEqual([[0, 1500], ...instants.slice(4).map((at) => [at, at])])
    expect(parts[0]).toMatchObject({ networkId: id, userId: id, date: '1969-12-31' })
  }
})

test('an erasure hides at once what its deletion takes away later, and nothing of other users', async () => {
  await insertSpans(store, [pointSpan('anna', 0), pointSpan('anna', 200_000), pointSpan('ben', 0), pointSpan('anna', 0, 'Etc/UTC', 'other')])
  await appendTrackingChanges(store, [{ networkId: 'acme', change: 'erase', userId: 'anna', at: 0, changeId: '1' }])
  expect(await startsOf('anna')).toEqual([200_000])
  await deleteErasedActivity(store, [{ networkId: 'acme', userId: 'anna', erasedAt: 0 }])
  await emptyTable(store, 'tracking_ledger')
  expect(await startsOf('anna')).toEqual([200_000])
  expect(await startsOf('ben')).toEqual([0])
  expect(await startsOf('anna', 'other')).toEqual([0])
  await deleteNetwork(store, 'acme')
  expect(await startsOf('ben')).toEqual([])
  expect(await startsOf('anna', 'other')).toEqual([0])
})

test('the latest time zone is that of the latest readable point', async () => {
  expect(await readLatestTimeZone(store, 'acme', 'anna')).toBeUndefined()
  await insertSpans(store, [pointSpan('anna', 1000, 'Asia/Tokyo'), pointSpan('anna', 2000, 'Europe/Berlin')])
  expect((await readLatestTimeZone(store, 'acme', 'anna'))?.zone.name).toBe('Europe/Berlin')
  await appendTrackingChanges(store, [{ networkId: 'acme', change: 'erase', at: 2000, changeId: '1' }])
  expect(await readLatestTimeZone(store, 'acme', 'anna')).toBeUndefined()
})
