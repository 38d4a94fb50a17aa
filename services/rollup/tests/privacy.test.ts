import {
  appendTrackingChanges,
  deleteErasedActivity,
  insertAccessLog,
  insertSpans,
  type RollupKind,
  type Store,
  verifyUserDays,
} from '@stitchlog/store'
import { findTimeZone, type Span, spanOf } from '@stitchlog/timeline'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { localTable, mutationTarget } from '../../../packages/store/src/schema/cluster-schema.ts'
import { emptyTable, openTemporaryStore } from '../../../packages/store/tests/temporary-store.ts'
import { runRollup } from '../roll-up.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const noon = Date.parse('2026-11-25T12:00Z')

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
// Each run looks at everything that is stored, so leave nothing to the next test.
afterEach(async () => {
  for (const table of ['session_spans', 'user_days']) await emptyTable(store, table)
})
afterAll(() => close())

let now = noon
const rollUp = (kind: RollupKind = 'full') =>
  runRollup(
    {
      store,
      now: () => now,
      retentionDays: 400,
      accessLogRetentionDays: 90,
      // The clock of these tests is not that of the inserts, so each run looks at everything.
      settings: { maxSpansPerChunk: 1000, overlapMs: { full: noon, refresh: noon } },
      reached: () => {},
    },
    kind,
  )

function spanAt(networkId: string, userId: string, at: number): Span {
  const zone = findTimeZone('Europe/Amsterdam')
  if (zone === undefined) throw new Error('Europe/Amsterdam is a time zone')
  return spanOf({ networkId, userId, device: 'web', zone, at, periodStart: 0, timeoutMs: 300_000 })
}

/** Rows on the disk, those included that are only marked as deleted; versions of one are one. */
async function rowsOnDisk(table: 'session_spans' | 'user_days', networkId: string, userId: string): Promise<number> {
  const rows = await store.queries.selectRows<[number]>(
    `
      SELECT uniqExact(${table === 'user_days' ? 'local_date' : 'local_date, started_at'}) FROM ${table}
      WHERE network_id = '${networkId}' AND user_id = '${userId}'`,
    { settings: ['apply_deleted_mask = 0'] },
  )
  return rows[0]?.[0] ?? 0
}

const onDisk = async (networkId: string, userId: string) => ({
  spans: await rowsOnDisk('session_spans', networkId, userId),
  days: await rowsOnDisk('user_days', networkId, userId),
})

async function readable(networkId: string, userId: string): Promise<number> {
  const rows = await store.queries.selectRows<[number]>(`SELECT count() FROM sessions WHERE network_id = '${networkId}' AND user_id = '${userId}'`)
  return rows[0]?.[0] ?? 0
}

describe('what is erased is off the disk after the next full rollup', () => {
  test('of a user, also what a stitcher that held it writes after the answer and two days later', async () => {
    now = noon
    await insertSpans(store, [spanAt('acme', 'anna', noon - dayMs), spanAt('acme', 'ben', noon - dayMs)])
    await rollUp()
    expect(await onDisk('acme', 'anna')).toEqual({ spans: 1, days: 1 })
    await appendTrackingChanges(store, [{ networkId: 'acme', change: 'erase', userId: 'anna', at: noon, changeId: '1' }])
    expect(await readable('acme', 'anna')).toBe(0)
    await rollUp()
    expect(await onDisk('acme', 'anna')).toEqual({ spans: 0, days: 0 })

    for (const later of [1000, 2 * dayMs]) {
      now = noon + later
      await insertSpans(store, [spanAt('acme', 'anna', noon - hourMs)])
      expect(await readable('acme', 'anna')).toBe(0)
      expect((await onDisk('acme', 'anna')).spans).toBe(1)
      await rollUp('refresh')
      expect((await onDisk('acme', 'anna')).days).toBe(0)
      await rollUp()
      expect(await onDisk('acme', 'anna')).toEqual({ spans: 0, days: 0 })
    }
    expect(await onDisk('acme', 'ben')).toMatchObject({ spans: 1 })
    expect(await readable('acme', 'ben')).toBe(1)
  })

  test('of a network, and what its users did afterwards stays', async () => {
    now = noon
    await insertSpans(store, [spanAt('whole', 'anna', noon - dayMs), spanAt('whole', 'ben', noon - hourMs), spanAt('other', 'anna', noon - dayMs)])
    await rollUp()
    await appendTrackingChanges(store, [{ networkId: 'whole', change: 'erase', at: noon, changeId: '2' }])
    await insertSpans(store, [spanAt('whole', 'ben', noon - 2 * hourMs), spanAt('whole', 'ben', noon + hourMs)])
    expect([await readable('whole', 'anna'), await readable('whole', 'ben')]).toEqual([0, 1])
    await rollUp()
    expect(await onDisk('whole', 'anna')).toEqual({ spans: 0, days: 0 })
    expect((await onDisk('whole', 'ben')).spans).toBe(1)
    expect((await onDisk('other', 'anna')).spans).toBe(1)
  })

  test('also what was deleted before and is only marked as deleted', async () => {
    now = noon
    await insertSpans(store, [spanAt('marked', 'anna', noon - dayMs)])
    await appendTrackingChanges(store, [{ networkId: 'marked', change: 'erase', userId: 'anna', at: noon, changeId: '3' }])
    await store.queries.execute(`DELETE FROM ${mutationTarget('session_spans', store.cluster)} WHERE network_id = 'marked'`)
    expect(await onDisk('marked', 'anna')).toEqual({ spans: 1, days: 0 })
    await rollUp()
    expect(await onDisk('marked', 'anna')).toEqual({ spans: 0, days: 0 })
  })
})

test('what is deleted at once with an erasure is what it covers, and nothing else', async () => {
  now = noon
  await insertSpans(store, [spanAt('at once', 'anna', noon - dayMs), spanAt('at once', 'anna', noon + dayMs), spanAt('at once', 'ben', noon - dayMs)])
  await rollUp()
  const left = async () => {
    const count = (table: string, instant: string) =>
      `SELECT user_id, toUnixTimestamp64Milli(${instant}) AS at FROM ${table} WHERE network_id = 'at once' ORDER BY user_id, at`
    const [spans, days] = await Promise.all(
      [count('session_spans', 'started_at'), count('user_days FINAL', 'first_at')].map(async (query) => {
        return await store.queries.selectRows(query)
      }),
    )
    return { spans, days }
  }
  await deleteErasedActivity(store, [
    { networkId: 'at once', userId: 'nobody', erasedAt: noon },
    { networkId: 'at once', userId: 'anna', erasedAt: noon },
  ])
  const rows = [
    ['anna', noon + dayMs],
    ['ben', noon - dayMs],
  ]
  expect(await left()).toEqual({ spans: rows, days: rows })
  await deleteErasedActivity(store, [{ networkId: 'at once', userId: undefined, erasedAt: noon }])
  expect(await left()).toEqual({ spans: rows.slice(0, 1), days: rows.slice(0, 1) })
})

describe('what is past retention is off the disk within a day', () => {
  test("of the deployment and of a network's own retention, and nothing else", async () => {
    now = noon
    const day = (days: number) => noon - days * dayMs
    await appendTrackingChanges(store, [
      { networkId: 'short', change: 'retention', days: 10, at: day(50), changeId: '4' },
      { networkId: 'long', change: 'retention', days: 1000, at: day(50), changeId: '5' },
    ])
    // From the next run on ClickHouse knows of the longer retention.
    await rollUp()
    await insertSpans(store, [
      spanAt('short', 'past', day(11)),
      spanAt('short', 'kept', day(9)),
      spanAt('long', 'past', day(1001)),
      spanAt('long', 'kept', day(999)),
      spanAt('default', 'past', day(401)),
      spanAt('default', 'kept', day(399)),
    ])
    await rollUp()
    for (const network of ['short', 'long', 'default']) {
      expect([network, await onDisk(network, 'past')]).toEqual([network, { spans: 0, days: 0 }])
      expect([network, await onDisk(network, 'kept')]).toEqual([network, { spans: 1, days: 1 }])
    }
  })

  test('of a whole date, from its first instant on', async () => {
    const zone = findTimeZone('Etc/UTC')
    if (zone === undefined) throw new Error('Etc/UTC is a time zone')
    const midnight = Date.parse('2026-11-10T00:00Z')
    const point = { networkId: 'evening', userId: 'anna', device: 'web', zone, periodStart: 0, timeoutMs: 300_000 } as const
    now = noon
    await appendTrackingChanges(store, [{ networkId: 'evening', change: 'retention', days: 30, at: midnight, changeId: '6' }])
    await insertSpans(store, [spanOf({ ...point, at: midnight }), spanOf({ ...point, at: midnight + 23 * hourMs })])
    await rollUp()
    expect(await onDisk('evening', 'anna')).toEqual({ spans: 2, days: 1 })
    // Midnight is past retention; a day later nothing may be left of it, though the evening is not.
    now = midnight + 31 * dayMs - hourMs
    await rollUp()
    expect(await onDisk('evening', 'anna')).toEqual({ spans: 1, days: 0 })
  })

  test('and the overview says what is left where retention is made longer again', async () => {
    const zone = findTimeZone('Etc/UTC')
    if (zone === undefined) throw new Error('Etc/UTC is a time zone')
    const midnight = Date.parse('2026-11-23T00:00Z')
    const beats = [2, 3, 22].map((hour) =>
      spanOf({ networkId: 'changing', userId: 'anna', device: 'web', zone, periodStart: 0, timeoutMs: 300_000, at: midnight + hour * hourMs }),
    )
    const verified = () => verifyUserDays(store, { from: '2026-11-23', to: '2026-11-23', networkId: 'changing', chunk: 0, chunkCount: 1 })
    const retainFor = async (days: number) => {
      await appendTrackingChanges(store, [{ networkId: 'changing', change: 'retention', days, at: now, changeId: `${days} days` }])
    }
    now = midnight + 45 * hourMs
    await insertSpans(store, beats)
    await rollUp()
    expect(await verified()).toEqual([])
    await retainFor(1)
    await rollUp()
    expect(await onDisk('changing', 'anna')).toEqual({ spans: 1, days: 0 })
    await retainFor(30)
    // Only what is new is looked at, and the spans are not.
    await runRollup(
      {
        store,
        now: () => now + dayMs,
        retentionDays: 400,
        accessLogRetentionDays: 90,
        settings: { maxSpansPerChunk: 1000, overlapMs: { full: 0, refresh: 0 } },
        reached: () => {},
      },
      'full',
    )
    expect(await verified()).toEqual([])
  })

  test('of the access log too', async () => {
    now = noon
    const entry = { networkId: 'looked', userId: 'anna', reader: 'boss', kind: 'days' as const, range: undefined }
    const [past, kept] = ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002']
    await insertAccessLog(store, [
      { ...entry, occurredAt: noon - 91 * dayMs, readId: past },
      { ...entry, occurredAt: noon - 89 * dayMs, readId: kept },
    ])
    await rollUp()
    const rows = await store.queries.selectRows(`SELECT toString(read_id) FROM access_log WHERE network_id = 'looked'`, {
      settings: ['apply_deleted_mask = 0'],
    })
    expect(rows).toEqual([[kept]])
  })

  test('by ClickHouse itself two days later at the latest, should no sweep run', async () => {
    const names = ['access_log', 'session_spans', 'user_days'].map((table) => localTable(table, store.cluster))
    const rows = await store.queries.selectRows(
      `SELECT name, extract(create_table_query, 'TTL (.*?) SETTINGS') FROM system.tables
      WHERE database = currentDatabase() AND name IN ('${names.join("', '")}') ORDER BY name`,
    )
    expect(rows).toEqual([
      [names[0], 'toDateTime(occurred_at) + toIntervalDay(92)'],
      // A network was promised 1,000 days.
      [names[1], 'toDateTime(ended_at) + toIntervalDay(1002)'],
      [names[2], 'toDateTime(first_at) + toIntervalDay(1002)'],
    ])
  })
})
