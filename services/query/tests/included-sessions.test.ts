import type { DaysAnswer, SessionsAnswer } from '@stitchlog/contracts'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { daysOf, sessionsOf } from './activity-paths.ts'
import { QueryServer } from './query-server.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

let server: QueryServer
beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
  // A night, three days on end, and a phone beside them.
  await server.session('noor', '2026-11-18T22:50:00.400+01:00', '2026-11-19T06:40:00.300+01:00', { device: 'web' })
  await server.session('noor', '2026-11-18T23:30+01:00', '2026-11-19T00:10+01:00')
  await server.session('noor', '2026-11-21T12:00+01:00', '2026-11-24T12:00+01:00', { device: 'web' })
})
afterAll(() => server.stop())

const days = async (user: string, query: string): Promise<DaysAnswer> => (await server.get(daysOf(user, query))).json()
const sessions = async (user: string, date: string, query = ''): Promise<SessionsAnswer> => (await server.get(sessionsOf(user, date, query))).json()

const asIncluded = ({ device, startedAt, endedAt, timeZone, whole }: SessionsAnswer['sessions'][number]) => ({
  device,
  startedAt,
  endedAt,
  timeZone,
  ...(whole && { whole }),
})

describe('the days of a user with their sessions', () => {
  test('have the sessions that each day has by itself, in either precision, and are recorded as a look at these', async () => {
    for (const precision of ['', '&precision=second']) {
      const answer = await days('noor', `?from=2026-11-12&to=2026-11-25&sessions=included${precision}`)
      expect(answer.days.map(({ date }) => date)).toEqual(['24', '23', '22', '21', '19', '18'].map((date) => `2026-11-${date}`))
      for (const day of answer.days) expect(day.sessions).toEqual((await sessions('noor', day.date, `?${precision}`)).sessions.map(asIncluded))
      const without = await days('noor', `?from=2026-11-12&to=2026-11-25${precision}`)
      expect(without.days).toEqual(answer.days.map(({ sessions, ...day }) => day))
    }
    const looks = await server.accessLog('noor')
    expect(looks).toContainEqual(expect.objectContaining({ kind: 'sessions', from_date: '2026-11-12', to_date: '2026-11-25' }))
    expect(looks).toContainEqual(expect.objectContaining({ kind: 'days', from_date: '2026-11-12', to_date: '2026-11-25' }))
  })

  test('tell all of a session that midnight cuts, also where dates outside of the range hold the rest', async () => {
    const [night] = (await days('noor', '?from=2026-11-19&to=2026-11-19&sessions=included&precision=second')).days
    expect(night?.sessions?.map(({ device, whole }) => [device, whole])).toEqual([
      ['mobile', { startedAt: '2026-11-18T23:30:00.000+01:00', endedAt: '2026-11-19T00:10:00.000+01:00', durationMs: hourMs * (2 / 3) }],
      ['web', { startedAt: '2026-11-18T22:50:00.000+01:00', endedAt: '2026-11-19T06:40:00.000+01:00', durationMs: (7 * 60 + 50) * 60_000 }],
    ])
    const exact = (await sessions('noor', '2026-11-18')).sessions.find(({ device }) => device === 'web')
    expect(exact?.whole).toEqual({
      startedAt: '2026-11-18T22:50:00.400+01:00',
      endedAt: '2026-11-19T06:40:00.300+01:00',
      durationMs: (7 * 60 + 50) * 60_000 - 100,
    })
    const long = { startedAt: '2026-11-21T12:00:00.000+01:00', endedAt: '2026-11-24T12:00:00.000+01:00', durationMs: 3 * dayMs }
    for (const date of ['2026-11-21', '2026-11-22', '2026-11-24'])
      expect((await sessions('noor', date)).sessions.map(({ whole }) => whole)).toEqual([long])
  })

  test('have none on dates with more than anybody has who is a person', async () => {
    const from = Date.parse('2026-11-20T00:00+01:00')
    const beats = Array.from({ length: 501 }, (_, nth) => ({
      userId: 'kiosk',
      timeZone: nth % 2 === 0 ? 'Europe/Amsterdam' : 'Europe/Berlin',
      occurredAt: from + nth * 160_000,
    }))
    // In two zones by turns, so each is a session by itself.
    await server.heartbeats(beats)
    await server.session('kiosk', '2026-11-24T09:00+01:00', '2026-11-24T10:00+01:00')
    const answer = await days('kiosk', '?from=2026-11-12&to=2026-11-25&sessions=included')
    expect(answer.days.map(({ sessions, sessionCount }) => [sessionCount > 500, sessions?.length])).toEqual(
      answer.days.map(({ sessionCount }) => (sessionCount > 500 ? [true, undefined] : [false, sessionCount])),
    )
  })
})

test('a session that midnights cut is as long as its parts together, whatever else goes on', async () => {
  let count = 0
  const stay = fc.record({
    device: fc.constantFrom('mobile' as const, 'web' as const),
    start: fc.integer({ min: 0, max: 5 * dayMs }),
    lasts: fc.nat(2 * dayMs),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(stay, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('Europe/Amsterdam', 'America/New_York'),
      async (stays, timeZone) => {
        const user = `cut ${count++}`
        const from = Date.parse('2026-10-22T00:00Z')
        for (const { device, start, lasts } of stays)
          await server.session(user, new Date(from + start).toISOString(), new Date(from + start + lasts).toISOString(), { device, timeZone })
        const all = (await days(user, '?from=2026-10-15&to=2026-11-10&sessions=included&precision=second')).days.flatMap(
          ({ sessions = [] }) => sessions,
        )
        const cut = all.filter(({ whole }) => whole !== undefined)
        for (const [, parts] of Map.groupBy(cut, ({ device, whole }) => `${device} ${whole?.startedAt}`)) {
          const sum = parts.reduce((total, { startedAt, endedAt }) => total + Date.parse(endedAt) - Date.parse(startedAt), 0)
          expect(sum).toBe(parts[0]?.whole?.durationMs)
          expect(parts.length).toBeGreaterThan(1)
        }
      },
    ),
    { ...propertyParameters(), numRuns: 12 },
  )
})
