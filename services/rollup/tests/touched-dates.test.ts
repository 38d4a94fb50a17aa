import { appendTrackingChanges, insertSpans, type Store } from '@stitchlog/store'
import { findTimeZone, spanOf } from '@stitchlog/timeline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTemporaryStore } from '../../../packages/store/tests/temporary-store.ts'
import { runRollup } from '../roll-up.ts'

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterAll(() => close())

/** Without the safety of looking back, so that only what is new is seen. */
async function rollUp(reached: (point: string) => void = () => {}, maxSpansPerChunk = 1000): Promise<void> {
  const settings = { maxSpansPerChunk, overlapMs: { full: 0, refresh: 0 } }
  await runRollup({ store, now: Date.now, retentionDays: 36_500, accessLogRetentionDays: 400, settings, reached }, 'full')
}

async function heartbeat(userId: string, timeZone: string, at: number): Promise<void> {
  const zone = findTimeZone(timeZone)
  if (zone === undefined) throw new Error(`${timeZone} is no time zone`)
  await insertSpans(store, [spanOf({ networkId: 'acme', userId, device: 'web', zone, at, periodStart: 0, timeoutMs: 300_000 })])
}

async function daysOf(userId: string): Promise<unknown> {
  const rows = await store.queries.selectRows(`
      SELECT toString(local_date), duration_ms FROM user_days FINAL WHERE user_id = '${userId}' ORDER BY local_date`)
  return rows
}

test.each([
  ['in Amsterdam', 'Europe/Amsterdam', '2026-11-25T00:00+01:00', '2026-11-24', '2026-11-25'],
  ['at UTC-12', 'Etc/GMT+12', '2026-11-25T00:00-12:00', '2026-11-24', '2026-11-25'],
  ['at UTC+14', 'Pacific/Kiritimati', '2026-11-25T00:00+14:00', '2026-11-24', '2026-11-25'],
  ['at a quarter past the hour', 'Asia/Kathmandu', '2026-11-25T00:00+05:45', '2026-11-24', '2026-11-25'],
  ['where clocks skip midnight', 'Asia/Beirut', '2026-03-29T01:00+03:00', '2026-03-28', '2026-03-29'],
  ['where the day before does not exist', 'Pacific/Apia', '2011-12-31T00:00+14:00', '2011-12-29', '2011-12-31'],
])('a heartbeat just after midnight mends the day before, %s', async (_, timeZone, midnight, before, after) => {
  const user = `night in ${timeZone}`
  await heartbeat(user, timeZone, Date.parse(midnight) - 60_000)
  await rollUp()
  expect(await daysOf(user)).toEqual([[before, 0]])
  await heartbeat(user, timeZone, Date.parse(midnight) + 60_000)
  await rollUp()
  expect(await daysOf(user)).toEqual([
    [before, 60_000],
    [after, 60_000],
  ])
  // And the other way round: a late heartbeat before midnight.
  await heartbeat(user, timeZone, Date.parse(midnight) - 240_000)
  await rollUp()
  expect(await daysOf(user)).toEqual([
    [before, 240_000],
    [after, 60_000],
  ])
})

test.each([['its user'], [undefined]])('an erasure of %s in the middle of a date leaves the rest of it', async (whom) => {
  const userId = whom ?? 'a user of an erased network'
  await heartbeat(userId, 'Etc/UTC', Date.parse('2026-07-10T10:00Z'))
  await heartbeat(userId, 'Etc/UTC', Date.parse('2026-07-10T11:00Z'))
  await heartbeat(userId, 'Etc/UTC', Date.parse('2026-07-10T11:01Z'))
  await rollUp()
  const at = Date.parse('2026-07-10T10:30Z')
  await appendTrackingChanges(store, [
    { networkId: 'acme', change: 'erase', ...(whom === undefined ? {} : { userId }), at, changeId: `erasure of ${whom}` },
  ])
  await rollUp()
  expect(await daysOf(userId)).toEqual([['2026-07-10', 60_000]])
})

test('a full run that was cut off goes on where it stopped', async () => {
  for (let user = 0; user < 20; user++) await heartbeat(`user ${user}`, 'Etc/UTC', Date.parse('2026-08-10T12:00Z'))
  const points: string[] = []
  const stopAtThird = (point: string) => {
    points.push(point)
    if (isDone(point) && points.filter(isDone).length === 3) throw new Error('killed')
  }
  // 20 or 21 spans make three pieces.
  await expect(rollUp(stopAtThird, 7)).rejects.toThrow('killed')
  const third = points.filter(isDone).at(2)
  expect(third).toContain('2/3')

  await heartbeat('late', 'Etc/UTC', Date.parse('2026-08-10T12:00Z'))
  const resumed: string[] = []
  await rollUp((point) => resumed.push(point), 7)
  const untilBegun = resumed.slice(0, resumed.indexOf('begun'))
  expect(untilBegun.filter(isDone)).toEqual([third])
  for (let user = 0; user < 20; user++) expect(await daysOf(`user ${user}`)).toEqual([['2026-08-10', 0]])
  expect(await daysOf('late')).toEqual([['2026-08-10', 0]])
})

const isDone = (point: string) => point.startsWith('done')
