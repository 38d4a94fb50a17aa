import { insertSpans, readNetworkDays, readNetworkUsers, type Store, verifyUserDays } from '@stitchlog/store'
import { type DayTotals, dayTotalsOf, findTimeZone, inWholeSeconds, type SessionPart, type Span, sessionPartsOf, spanOf } from '@stitchlog/timeline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anyEngineSettings, mergeOnce, stopMerges, useEngineSettings } from '../../../packages/store/tests/engine-settings.ts'
import { insertsOf, spansOfLargeUser } from '../../../packages/store/tests/large-users.ts'
import { emptyTable, openTemporaryStore } from '../../../packages/store/tests/temporary-store.ts'
import { isThorough, propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { randomFrom } from '../../../packages/timeline/tests/seeded-random.ts'
import { runRollup } from '../roll-up.ts'
import { expectedUserDays, storedUserDays } from './rolled-up-histories.ts'

// A case is four runs over thousands of rows.
const casesPerLargeCase = isThorough ? 200 : 500

const networkId = 'large'
const everything = { from: '1969-12-31', to: '2100-01-01' }

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
  await stopMerges(store)
  await stopMerges(store, 'user_days')
})
afterAll(() => close())

test('of hundreds of spans a user, stored up to ten times: the overview hangs on no order, part, merge, thread or block size', async () => {
  const { numRuns, seed } = propertyParameters()
  const random = randomFrom(seed)
  for (let large = 0; large < numRuns / casesPerLargeCase; large++) {
    const spans = Array.from({ length: 3 }, (_, user) => spansOfLargeUser(networkId, `u${user}`, 150 + Math.floor(random() * 400), random)).flat()
    for (const [index, insert] of insertsOf(spans, 10, random).entries()) {
      await insertSpans(store, insert)
      if (index === 4) await mergeOnce(store)
      // Each run writes the rows of the dates that the insert touched once more.
      if (index % 4 === 0) await rollUpUnder(anyEngineSettings(random))
      if (index === 6) await mergeOnce(store, 'user_days')
    }
    await rollUpUnder(anyEngineSettings(random))

    expect(await storedUserDays(store, [{ prefix: networkId, spans, erasures: [] }])).toEqual(expectedUserDays([{ prefix: '', spans, erasures: [] }]))
    expect(await verifyUserDays(store, { ...everything, networkId, chunk: 0, chunkCount: 1 })).toEqual([])
    for (let tries = 0; tries < 3; tries++) {
      const settings = anyEngineSettings(random)
      await useEngineSettings(store, settings)
      await compareOverview(spans, settings.join(', '))
    }
    for (const table of ['session_spans', 'user_days', 'rollup_runs']) await emptyTable(store, table)
  }
}, 1_800_000)

test('of several zones at the last instant the first by name is shown, whichever of their dates was rolled up last', async () => {
  // One instant that is another date in the first zone than in the others, so that two rows of a user end at it.
  const at = Date.parse('2026-11-25T02:00:00Z')
  const zones = ['Pacific/Honolulu', 'Asia/Tokyo', 'Europe/Berlin']
  const spanIn = (userId: string, name: string | undefined) => {
    const zone = findTimeZone(name ?? '')
    if (zone === undefined) throw new Error(`${name} is a time zone`)
    return spanOf({ networkId, userId, device: 'web', zone, at, periodStart: 0, timeoutMs: 60_000 })
  }
  for (const nth of zones.keys()) {
    await insertSpans(store, [spanIn('forth', zones.at(nth)), spanIn('back', zones.at(-1 - nth))])
    await rollUpUnder([])
  }
  for (const settings of [['max_threads = 1'], ['max_threads = 4', 'max_block_size = 1']]) {
    await useEngineSettings(store, settings)
    const users = await readNetworkUsers(store, {
      networkId,
      range: everything,
      cutoff: 0,
      search: '',
      sort: 'duration',
      after: undefined,
      limit: 10,
    })
    expect(users.map(({ userId, zone }) => [userId, zone.name])).toEqual([
      ['back', 'Asia/Tokyo'],
      ['forth', 'Asia/Tokyo'],
    ])
  }
})

async function rollUpUnder(settings: readonly string[]): Promise<void> {
  if (settings.length > 0) await useEngineSettings(store, settings)
  await runRollup(
    {
      store,
      now: Date.now,
      retentionDays: 50_000,
      accessLogRetentionDays: 400,
      settings: { maxSpansPerChunk: 3000, overlapMs: { full: 0, refresh: 0 } },
      reached: () => {},
    },
    'full',
  )
}

async function compareOverview(spans: readonly Span[], settings: string): Promise<void> {
  const parts = sessionPartsOf(spans)
  const asked = { networkId, range: everything, cutoff: 0 }
  const users = await readNetworkUsers(store, { ...asked, search: '', sort: 'duration', after: undefined, limit: 10 })
  expect(users.map(({ zone, ...user }) => ({ ...user, zone: zone.name })).sort(byUser), settings).toEqual(usersOf(parts).sort(byUser))
  expect(await readNetworkDays(store, asked), settings).toEqual(daysOf(parts))
}

const byUser = (a: { userId: string }, b: { userId: string }) => (a.userId < b.userId ? -1 : 1)

const totalsOf = (parts: readonly SessionPart[]) => {
  const daysOfUsers = [...Map.groupBy(parts, ({ userId, date }) => `${userId} ${date}`).values()]
  const exact = daysOfUsers.map(dayTotalsOf)
  const read = daysOfUsers.map((ofDay) => dayTotalsOf(ofDay.map(inWholeSeconds)))
  const sum = (days: readonly DayTotals[], key: keyof DayTotals) => days.reduce((total, day) => total + day[key], 0)
  return {
    sessionCount: sum(exact, 'sessionCount'),
    durationMs: sum(exact, 'durationMs'),
    activeDurationMs: sum(exact, 'activeDurationMs'),
    durationSeconds: sum(read, 'durationMs') / 1000,
    activeDurationSeconds: sum(read, 'activeDurationMs') / 1000,
  }
}

function usersOf(parts: readonly SessionPart[]) {
  return [...Map.groupBy(parts, ({ userId }) => userId)].map(([userId, ofUser]) => {
    const lastActiveAt = Math.max(...ofUser.map(({ endedAt }) => endedAt))
    const [zone] = ofUser
      .filter(({ endedAt }) => endedAt === lastActiveAt)
      .map(({ zone }) => zone.name)
      .sort()
    return { userId, activeDays: new Set(ofUser.map(({ date }) => date)).size, ...totalsOf(ofUser), lastActiveAt, zone }
  })
}

function daysOf(parts: readonly SessionPart[]) {
  return [...Map.groupBy(parts, ({ date }) => date)]
    .map(([date, ofDate]) => ({
      date,
      activeUsers: new Set(ofDate.map(({ userId }) => userId)).size,
      ...totalsOf(ofDate),
      timeZones: [...new Set(ofDate.map(({ zone }) => zone.name))].sort(),
    }))
    .sort((a, b) => (a.date < b.date ? 1 : -1))
}
