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

interface Beat {
  readonly userId: string
  readonly timeZone: string
  readonly at: number
  readonly networkId?: string
}

async function heartbeats(beats: readonly Beat[]): Promise<void> {
  const spans = beats.map(({ userId, timeZone, at, networkId = 'acme' }) => {
    const zone = findTimeZone(timeZone)
    if (zone === undefined) throw new Error(`${timeZone} is no time zone`)
    return spanOf({ networkId, userId, device: 'web', zone, at, periodStart: 0, timeoutMs: 300_000 })
  })
  await insertSpans(store, spans)
}

/** Of each user the dates and how long they lasted. */
async function daysOf(userIds: readonly string[]): Promise<Record<string, (readonly [date: string, durationMs: number])[]>> {
  const rows = await store.queries.selectRows<[userId: string, date: string, durationMs: number]>(
    'SELECT user_id, toString(local_date), duration_ms FROM user_days FINAL ORDER BY user_id, local_date',
  )
  return Object.fromEntries(
    userIds.map((userId) => [userId, rows.filter(([id]) => id === userId).map(([, date, durationMs]) => [date, durationMs] as const)]),
  )
}

test('a heartbeat just after midnight mends the day before, wherever midnight is', async () => {
  const nights = [
    ['in Amsterdam', 'Europe/Amsterdam', '2026-11-25T00:00+01:00', '2026-11-24', '2026-11-25'],
    ['at UTC-12', 'Etc/GMT+12', '2026-11-25T00:00-12:00', '2026-11-24', '2026-11-25'],
    ['at UTC+14', 'Pacific/Kiritimati', '2026-11-25T00:00+14:00', '2026-11-24', '2026-11-25'],
    ['at a quarter past the hour', 'Asia/Kathmandu', '2026-11-25T00:00+05:45', '2026-11-24', '2026-11-25'],
    ['where clocks skip midnight', 'Asia/Beirut', '2026-03-29T01:00+03:00', '2026-03-28', '2026-03-29'],
    ['where the day before does not exist', 'Pacific/Apia', '2011-12-31T00:00+14:00', '2011-12-29', '2011-12-31'],
  ] as const
  // All of them in one run: each user has dates of their own.
  const beatAll = (sinceMidnightMs: number) =>
    heartbeats(nights.map(([userId, timeZone, midnight]) => ({ userId, timeZone, at: Date.parse(midnight) + sinceMidnightMs })))
  const userIds = nights.map(([userId]) => userId)
  const expectDays = async (beforeMs: number, afterMs?: number) =>
    expect(await daysOf(userIds)).toEqual(
      Object.fromEntries(
        nights.map(([userId, , , before, after]) => [userId, [[before, beforeMs], ...(afterMs === undefined ? [] : [[after, afterMs]])]]),
      ),
    )
  await beatAll(-60_000)
  await rollUp()
  await expectDays(0)
  await beatAll(60_000)
  await rollUp()
  await expectDays(60_000, 60_000)
  // And the other way round: a late heartbeat before midnight.
  await beatAll(-240_000)
  await rollUp()
  await expectDays(240_000, 60_000)
})

test('an erasure of a user, or of a network, in the middle of a date leaves the rest of it', async () => {
  const erased = [
    { networkId: 'acme', userId: 'erased' },
    { networkId: 'other', userId: 'a user of an erased network' },
  ]
  const times = ['10:00', '11:00', '11:01']
  await heartbeats(erased.flatMap((whose) => times.map((time) => ({ ...whose, timeZone: 'Etc/UTC', at: Date.parse(`2026-07-10T${time}Z`) }))))
  await rollUp()
  const erasure = { change: 'erase', at: Date.parse('2026-07-10T10:30Z') } as const
  await appendTrackingChanges(store, [
    { ...erasure, networkId: 'acme', userId: 'erased', changeId: 'of a user' },
    { ...erasure, networkId: 'other', changeId: 'of a network' },
  ])
  await rollUp()
  const userIds = erased.map(({ userId }) => userId)
  expect(await daysOf(userIds)).toEqual(Object.fromEntries(userIds.map((userId) => [userId, [['2026-07-10', 60_000]]])))
})

test('a full run that was cut off goes on where it stopped', async () => {
  const at = Date.parse('2026-08-10T12:00Z')
  const userIds = Array.from({ length: 20 }, (_, user) => `user ${user}`)
  await heartbeats(userIds.map((userId) => ({ userId, timeZone: 'Etc/UTC', at })))
  const points: string[] = []
  const stopAtThird = (point: string) => {
    points.push(point)
    if (isDone(point) && points.filter(isDone).length === 3) throw new Error('killed')
  }
  // 20 or 21 spans make three pieces.
  await expect(rollUp(stopAtThird, 7)).rejects.toThrow('killed')
  const third = points.filter(isDone).at(2)
  expect(third).toContain('2/3')

  await heartbeats([{ userId: 'late', timeZone: 'Etc/UTC', at }])
  const resumed: string[] = []
  await rollUp((point) => resumed.push(point), 7)
  const untilBegun = resumed.slice(0, resumed.indexOf('begun'))
  expect(untilBegun.filter(isDone)).toEqual([third])
  const everybody = [...userIds, 'late']
  expect(await daysOf(everybody)).toEqual(Object.fromEntries(everybody.map((userId) => [userId, [['2026-08-10', 0]]])))
})

const isDone = (point: string) => point.startsWith('done')
