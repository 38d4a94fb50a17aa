import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { csvOf, daysOf } from './activity-paths.ts'
import { QueryServer, tokenFor } from './query-server.ts'

let server: QueryServer

beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
})
afterAll(() => server.stop())
afterEach(() => server.reset())

describe('the days of a user', () => {
  test('end with today where the user is', async () => {
    server.now = Date.parse('2026-11-25T22:00Z')
    await server.session('auckland', '2026-11-24T09:00+13:00', '2026-11-24T10:00+13:00', { timeZone: 'Pacific/Auckland' })
    await server.session('auckland', '2026-11-24T09:00-05:00', '2026-11-24T10:00-05:00', { timeZone: 'America/New_York' })
    expect((await server.get(daysOf('auckland'))).json()).toMatchObject({ from: '2026-11-12', to: '2026-11-25' })
    await server.session('auckland', '2026-11-26T09:00+13:00', '2026-11-26T10:00+13:00', { timeZone: 'Pacific/Auckland' })
    expect((await server.get(daysOf('auckland'))).json()).toMatchObject({ from: '2026-11-13', to: '2026-11-26', days: [{}, {}] })
    expect((await server.get(daysOf('nobody'))).json()).toMatchObject({ from: '2026-11-12', to: '2026-11-25' })
  })

  test('end with the last date with activity where the user is behind it by now, in lists and files, for the user too', async () => {
    server.now = Date.parse('2026-11-26T05:00Z')
    await server.session('westward', '2026-11-26T09:00+13:00', '2026-11-26T10:00+13:00', { timeZone: 'Pacific/Auckland' })
    await server.session('westward', '2026-11-25T20:00-08:00', '2026-11-25T20:30-08:00', { timeZone: 'America/Los_Angeles' })
    const range = { from: '2026-11-13', to: '2026-11-26' }
    expect((await server.get(daysOf('westward'))).json()).toMatchObject({ ...range, days: [{ date: '2026-11-26' }, { date: '2026-11-25' }] })
    expect((await server.get(daysOf('westward', '?from=2026-11-20'))).json()).toMatchObject({ from: '2026-11-20', to: '2026-11-26' })
    const own = tokenFor(['acme'], ['activity:self'], 600, 'westward')
    expect((await server.get('/v1/me/days', own)).json()).toMatchObject(range)
    for (const file of [await server.get(csvOf('westward')), await server.get('/v1/me/sessions.csv', own)]) {
      expect(file.headers['content-disposition']).toContain('2026-11-13-to-2026-11-26.csv')
      expect(file.body.trimEnd().split('\r\n')).toHaveLength(3)
    }
    await server.rollUp()
    expect((await server.get('/v1/networks/acme/users?search=westward')).json()).toMatchObject({ ...range, users: [{ activeDays: 2 }] })
    // Once it is that date where the user is, it is today again; and then the next one.
    server.now = Date.parse('2026-11-26T08:00Z')
    expect((await server.get(daysOf('westward'))).json()).toMatchObject(range)
    server.now = Date.parse('2026-11-27T08:00Z')
    expect((await server.get(daysOf('westward'))).json()).toMatchObject({ to: '2026-11-27' })
    // What is erased, or past retention, gives no date away.
    server.now = Date.parse('2026-11-26T05:00Z')
    await server.change({ networkId: 'acme', change: 'erase', userId: 'westward', at: Date.parse('2026-11-25T21:30Z') })
    expect((await server.get(daysOf('westward'))).json()).toMatchObject({ to: '2026-11-25', days: [{ date: '2026-11-25' }] })
  })

  test('end with today where the later date of a zone further east is past retention', async () => {
    const token = tokenFor(['forgetful'])
    await server.switchOn('forgetful')
    await server.change({ networkId: 'forgetful', change: 'retention', days: 1, at: Date.parse('2026-11-01T00:00Z') })
    const beat = (timeZone: string, at: string) => ({ networkId: 'forgetful', userId: 'anna', timeZone, occurredAt: Date.parse(at) })
    await server.heartbeats([beat('Pacific/Kiritimati', '2026-11-25T10:30Z'), beat('Etc/GMT+12', '2026-11-25T11:00Z')])
    const to = async (now: number) => {
      server.now = now
      return (await server.get('/v1/networks/forgetful/users/anna/days', token)).json().to
    }
    const end = Date.parse('2026-11-26T10:30Z')
    expect(await to(end)).toBe('2026-11-26')
    expect(await to(end + 1)).toBe('2026-11-25')
  })

  test('end with today in UTC for a user of whom nothing is inside retention', async () => {
    const last = Date.parse('2025-06-10T10:00Z')
    await server.session('past', '2025-06-10T09:00Z', '2025-06-10T10:00Z', { timeZone: 'Pacific/Kiritimati' })
    const datesAt = async (now: number) => {
      server.now = now
      const { from, to } = (await server.get(daysOf('past'))).json()
      const { headers } = await server.get(csvOf('past'))
      expect(headers['content-disposition']).toContain(`${from}-to-${to}.csv`)
      return { from, to }
    }
    const end = last + 400 * 24 * 3_600_000
    expect(await datesAt(end)).toEqual({ from: '2026-07-03', to: '2026-07-16' })
    // Where the user was it is the 16th still.
    expect(await datesAt(end + 1)).toEqual({ from: '2026-07-02', to: '2026-07-15' })
  })
})
