import { insertSpans, type RollupKind, type Store } from '@stitchlog/store'
import { findTimeZone, spanOf } from '@stitchlog/timeline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTemporaryStore } from '../../../packages/store/tests/temporary-store.ts'
import { rollUp, runRollup } from '../roll-up.ts'

const hourMs = 3_600_000
const settings = { maxSpansPerChunk: 1000, overlapMs: { full: 0, refresh: 0 } }

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterAll(() => close())

/** As if it were later than all that is stored in this test, so that nothing is touched any more. */
async function rollUpAt(now: number, kind: RollupKind = 'full', reached: (point: string) => void = () => {}): Promise<void> {
  await runRollup({ store, now: () => now, retentionDays: 36_500, accessLogRetentionDays: 400, settings, reached }, kind)
}

async function rollUpByHand(date: string, now: number): Promise<void> {
  await rollUp({ store, now: () => now, settings, reached: () => {} }, { kind: 'dates', from: date, to: date, networkId: undefined })
}

async function heartbeat(userId: string, timeZone: string, at: number): Promise<void> {
  const zone = findTimeZone(timeZone)
  if (zone === undefined) throw new Error(`${timeZone} is no time zone`)
  await insertSpans(store, [spanOf({ networkId: 'acme', userId, device: 'web', zone, at, periodStart: 0, timeoutMs: 300_000 })])
}

/** When each date of each user was rolled up last. */
async function rolledUp(): Promise<Record<string, Record<string, number>>> {
  const rows = await store.queries.selectRows<[userId: string, date: string, at: number]>(
    'SELECT user_id, toString(local_date), toUnixTimestamp64Milli(rolled_up_at) FROM user_days FINAL ORDER BY user_id, local_date',
  )
  const ofUsers = Map.groupBy(rows, ([userId]) => userId)
  return Object.fromEntries([...ofUsers].map(([userId, dates]) => [userId, Object.fromEntries(dates.map(([, date, at]) => [date, at]))]))
}

test('a date is rolled up once more when its end and the longest timeout have passed, and neither before nor again', async () => {
  const nights = [
    ['in Amsterdam', 'Europe/Amsterdam', '2040-03-10', '2040-03-11T00:00+01:00'],
    ['at UTC-12', 'Etc/GMT+12', '2040-04-10', '2040-04-11T00:00-12:00'],
    ['at UTC+14', 'Pacific/Kiritimati', '2040-05-10', '2040-05-11T00:00+14:00'],
    ['at a quarter past the hour', 'Asia/Kathmandu', '2040-06-10', '2040-06-11T00:00+05:45'],
    ['as far west as there is', '-23:59', '2040-07-10', '2040-07-11T00:00-23:59'],
    ['as far east as there is', '+23:59', '2040-08-10', '2040-08-11T00:00+23:59'],
    ['after a day of 25 hours', 'Europe/Amsterdam', '2040-10-28', '2040-10-29T00:00+01:00'],
    ['at the end of a month', 'Europe/Amsterdam', '2040-11-30', '2040-12-01T00:00+01:00'],
  ] as const
  const begin = Date.parse('2040-03-10T12:00Z')
  const expected: Record<string, Record<string, number>> = {}
  for (const [userId, timeZone, date, end] of nights) {
    await heartbeat(userId, timeZone, Date.parse(end) - 9 * hourMs)
    expected[userId] = { [date]: begin }
  }
  await rollUpAt(begin)
  expect(await rolledUp()).toEqual(expected)
  for (const [userId, , date, end] of nights) {
    const due = Date.parse(end) + 4 * hourMs
    await rollUpAt(due - 1)
    expect(await rolledUp(), `before ${userId}`).toEqual(expected)
    // A refresh looks at what is new only.
    await rollUpAt(due, 'refresh')
    expect(await rolledUp(), userId).toEqual(expected)
    expected[userId] = { [date]: due }
    await rollUpAt(due)
    expect(await rolledUp(), `after ${userId}`).toEqual(expected)
  }
})

test('nights that passed while no rollup ran, or one that was cut off, are made up for', async () => {
  const [first, last] = [Date.parse('2041-02-01T00:00Z'), Date.parse('2041-02-04T00:00Z')]
  for (let noon = first - 12 * hourMs; noon < last; noon += 24 * hourMs) await heartbeat('absent', 'Etc/UTC', noon)
  await rollUpByHand('2041-01-31', first - 30 * hourMs)
  await rollUpAt(first - 30 * hourMs)
  await expect(
    rollUpAt(last, 'full', (point) => {
      if (point.startsWith('done ended 2041-02')) throw new Error('killed')
    }),
  ).rejects.toThrow('killed')
  const resumedAt = last + 5 * hourMs
  await rollUpAt(resumedAt)
  expect((await rolledUp())['absent']).toEqual({ '2041-01-31': last, '2041-02-01': resumedAt, '2041-02-02': resumedAt, '2041-02-03': resumedAt })
})

test('a run whose clock was ahead does not keep later ones from seeing what comes', async () => {
  const noon = Date.parse('2026-11-20T12:00Z')
  await rollUpAt(Date.now())
  await rollUpAt(Date.now() + 48 * hourMs)
  await heartbeat('after a wrong clock', 'Etc/UTC', noon)
  await rollUpAt(Date.now(), 'refresh')
  expect(Object.keys((await rolledUp())['after a wrong clock'] ?? {})).toEqual(['2026-11-20'])
})
