import * as fc from 'fast-check'
import { parseString } from 'fast-csv'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { rounds } from '../../../tests/rounds.ts'
import { csvOf, daysOf, sessionsOf } from './activity-paths.ts'
import { noon, QueryServer, tokenFor } from './query-server.ts'

interface Totals {
  readonly durationMs: number
  readonly activeDurationMs: number
}
interface Day extends Totals {
  readonly date: string
  readonly devices: Record<string, { durationMs: number }>
}
interface Session {
  readonly startedAt: string
  readonly endedAt: string
  readonly durationMs: number
}

let server: QueryServer

beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
})
afterAll(() => server.stop())

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

/** `1:02:03` in milliseconds. */
const msOf = (duration = '') => duration.split(':').reduce((total, part) => total * 60 + Number(part), 0) * 1000

async function rowsOf(path: string, token = tokenFor()): Promise<Record<string, string>[]> {
  const { body } = await server.get(path, token)
  const rows: Record<string, string>[] = []
  for await (const row of parseString<Record<string, string>, Record<string, string>>(body, { headers: true })) rows.push(row)
  return rows
}

test('what people read of one user adds up, wherever they read it, with a pencil', async () => {
  const user = 'odd'
  await server.session(user, '2026-11-24T12:25:00.400Z', '2026-11-24T12:55:31.900Z')
  await server.session(user, '2026-11-24T12:50:00.999Z', '2026-11-24T13:10:00.000Z', { device: 'web' })
  await server.session(user, '2026-11-24T22:30:00.750Z', '2026-11-24T23:20:00.250Z')
  await server.session(user, '2026-11-25T08:00:00.001Z', '2026-11-25T08:00:00.999Z')
  await server.rollUp()

  const { days } = (await server.get(daysOf(user, '?precision=second'))).json<{ days: Day[] }>()
  expect(days.map(({ date, durationMs, activeDurationMs }) => [date, durationMs / 1000, activeDurationMs / 1000])).toEqual([
    ['2026-11-25', 20 * 60, 20 * 60],
    // 30:31 and 20:00 of which 5:31 are at once, and 30 minutes up to midnight, less the second in which it began.
    ['2026-11-24', 30 * 60 + 31 + 20 * 60 + 30 * 60, 45 * 60 + 30 * 60],
  ])
  const rows = await rowsOf(csvOf(user))
  for (const { date, durationMs, activeDurationMs, devices } of days) {
    const { sessions } = (await server.get(sessionsOf(user, date, '?precision=second'))).json<{ sessions: Session[] }>()
    for (const { startedAt, endedAt, durationMs } of sessions) {
      expect([startedAt, endedAt].map((instant) => instant.slice(19, 23))).toEqual(['.000', '.000'])
      expect(durationMs).toBe(Date.parse(endedAt) - Date.parse(startedAt))
    }
    expect(sum(sessions.map((session) => session.durationMs))).toBe(durationMs)
    expect(sum(Object.values(devices).map((device) => device.durationMs))).toBe(durationMs)
    const ofDate = rows.filter((row) => row['date'] === date)
    expect(sum(ofDate.map((row) => msOf(row['duration'])))).toBe(durationMs)
    expect(sum(ofDate.map((row) => msOf(row['active_duration'])))).toBe(activeDurationMs)
    expect(ofDate.map((row) => [row['start_local'], row['end_local']])).toEqual(
      sessions.map(({ startedAt, endedAt }) => [startedAt, endedAt].map((instant) => instant.slice(0, 19).replace('T', ' '))),
    )
    for (const row of ofDate) expect(msOf(row['duration'])).toBe(Date.parse(`${row['end_local']}Z`) - Date.parse(`${row['start_local']}Z`))
  }
  // Without being asked for seconds, the API stays exact.
  const exact = (await server.get(daysOf(user))).json<{ days: Day[] }>().days
  expect(exact.map(({ durationMs }) => durationMs)).toEqual([20 * 60_000 + 250 + 998, 30 * 60_000 + 31_500 + 1_199_001 + 1_799_250])
})

test('the lists of a network, and their files, have the totals that the pages of its users have', async () => {
  let networkCount = 0
  const start = fc.integer({ min: 0, max: 40 * 3_600_000 })
  const stay = fc.record({
    user: fc.constantFrom('a', 'b'),
    device: fc.constantFrom('mobile' as const, 'web' as const),
    start,
    lasts: fc.nat(1_800_000),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(stay, { minLength: 1, maxLength: 12, size: 'max' }), async (stays) => {
      const networkId = `sums ${networkCount++}`
      const token = tokenFor([networkId])
      const base = `/v1/networks/${encodeURIComponent(networkId)}`
      await server.switchOn(networkId)
      const from = noon - 45 * 3_600_000
      for (const { user, device, start, lasts } of stays)
        await server.session(user, new Date(from + start).toISOString(), new Date(from + start + lasts).toISOString(), { networkId, device })
      await server.rollUp()
      const { users } = (await server.get(`${base}/users?precision=second`, token)).json<{ users: (Totals & { userId: string })[] }>()
      const pages = new Map<string, Day[]>()
      for (const { userId, durationMs, activeDurationMs } of users) {
        const { days } = (await server.get(`${base}/users/${userId}/days?precision=second`, token)).json<{ days: Day[] }>()
        pages.set(userId, days)
        expect([durationMs, activeDurationMs]).toEqual([sum(days.map((day) => day.durationMs)), sum(days.map((day) => day.activeDurationMs))])
        const rows = await rowsOf(`${base}/users/${userId}/sessions.csv`, token)
        expect(sum(rows.map((row) => msOf(row['duration'])))).toBe(durationMs)
        expect(sum(rows.map((row) => msOf(row['active_duration'])))).toBe(activeDurationMs)
      }
      expect(users.map(({ durationMs }) => durationMs)).toEqual(users.map(({ durationMs }) => durationMs).sort((one, other) => other - one))
      expect(
        (await rowsOf(`${base}/users.csv`, token)).map((row) => [row['user_id'], msOf(row['duration']), msOf(row['active_duration'])]).sort(),
      ).toEqual(users.map(({ userId, durationMs, activeDurationMs }) => [userId, durationMs, activeDurationMs]).sort())
      const { days } = (await server.get(`${base}/days?precision=second`, token)).json<{ days: Day[] }>()
      const all = [...pages.values()].flat()
      for (const { date, durationMs, activeDurationMs } of days) {
        const ofDate = all.filter((day) => day.date === date)
        expect([durationMs, activeDurationMs]).toEqual([sum(ofDate.map((day) => day.durationMs)), sum(ofDate.map((day) => day.activeDurationMs))])
      }
      expect((await rowsOf(`${base}/days.csv`, token)).map((row) => [row['date'], msOf(row['duration'])])).toEqual(
        days.map(({ date, durationMs }) => [date, durationMs]),
      )
    }),
    { ...propertyParameters(), numRuns: rounds(5, 15) },
  )
})
