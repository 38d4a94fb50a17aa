import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { csvOf, daysOf, sessionsOf } from './activity-paths.ts'
import { noon, QueryServer, tokenFor } from './query-server.ts'

const minute = 60_000
const hour = 60 * minute

let server: QueryServer

beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
})
afterAll(() => server.stop())
afterEach(() => server.reset())

describe('the days of a user', () => {
  test('are those with activity, newest first, with the state of tracking', async () => {
    await server.session('anna', '2026-11-24T09:00+01:00', '2026-11-24T10:00+01:00')
    await server.session('anna', '2026-11-24T09:30+01:00', '2026-11-24T11:00+01:00', { device: 'web' })
    await server.session('anna', '2026-11-25T11:00+01:00', '2026-11-25T11:50+01:00')
    const answer = await server.get(daysOf('anna'))
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({ 'content-type': expect.stringContaining('application/json'), 'cache-control': 'no-store' })
    expect(answer.json()).toEqual({
      from: '2026-11-12',
      to: '2026-11-25',
      days: [
        {
          date: '2026-11-25',
          sessionCount: 1,
          durationMs: 50 * minute,
          activeDurationMs: 50 * minute,
          devices: { mobile: { sessionCount: 1, durationMs: 50 * minute }, web: { sessionCount: 0, durationMs: 0 } },
          timeZones: ['Europe/Amsterdam'],
          provisional: true,
        },
        {
          date: '2026-11-24',
          sessionCount: 2,
          durationMs: 2.5 * hour,
          activeDurationMs: 2 * hour,
          devices: { mobile: { sessionCount: 1, durationMs: hour }, web: { sessionCount: 1, durationMs: 1.5 * hour } },
          timeZones: ['Europe/Amsterdam'],
          provisional: false,
        },
      ],
      tracking: { enabled: true, since: '2020-01-01T00:00:00.000+00:00' },
      recorded: [{ from: '2026-11-11T00:00:00.000+00:00', to: null }],
      recordedSince: '2025-10-21T11:00:00.000+00:00',
    })
  })

  test('are those of the range, both ends included', async () => {
    const dates = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-06-30', '2026-10-01']
    for (const date of dates) await server.session('ranger', `${date}T09:00Z`, `${date}T09:10Z`)
    const shown = async (query: string) => (await server.get(daysOf('ranger', query))).json().days.map(({ date }: { date: string }) => date)
    expect(await shown('?from=2026-03-02&to=2026-03-03')).toEqual(['2026-03-03', '2026-03-02'])
    expect(await shown('?from=2026-03-01')).toEqual(dates.toReversed())
    expect(await shown('?from=2024-03-01&to=2026-11-25')).toEqual(dates.toReversed())
    expect(await shown('?to=2026-03-15')).toEqual(['2026-03-03', '2026-03-02'])
    expect(await shown('?from=2026-04-01&to=2026-04-02')).toEqual([])
  })

  test('of a user whom nobody knows are none', async () => {
    const answer = await server.get(daysOf('nobody'))
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ days: [] })
  })

  test('of a network that nobody switched on are none, and so is the switch', async () => {
    const answer = await server.get('/v1/networks/quiet/users/anna/days', tokenFor(['quiet']))
    expect(answer.json()).toMatchObject({ days: [], tracking: { enabled: false, since: null } })
  })

  test('are gone once the user is erased, and begin anew', async () => {
    await server.session('erased', '2026-11-20T09:00Z', '2026-11-20T10:00Z', { timeZone: 'Pacific/Auckland' })
    await server.change({ networkId: 'acme', change: 'erase', userId: 'erased', at: Date.parse('2026-11-20T10:00Z') })
    server.now = Date.parse('2026-11-25T22:00Z')
    // No trace of Auckland, where it is the 26th.
    expect((await server.get(daysOf('erased'))).json()).toMatchObject({ to: '2026-11-25', days: [] })
    expect((await server.get(sessionsOf('erased', '2026-11-20'))).json()).toEqual({
      date: '2026-11-20',
      sessions: [],
      recorded: [{ from: '2026-11-20T10:00:00.001+00:00', to: '2026-11-22T00:00:00.000+00:00' }],
      recordedSince: '2026-11-20T10:00:00.001+00:00',
    })
    const [, gone, ...others] = (await server.get(csvOf('erased'))).body.trimEnd().split('\r\n')
    expect(gone).toBe(
      '2026-11-12,not-recorded,2026-11-12T00:00:00.000+00:00,2026-11-20T10:00:00.001+00:00,,,Etc/UTC,+00:00,,,,2026-11-12 00:00:00,2026-11-20 10:00:00,,',
    )
    expect(others).toEqual([])
    await server.session('erased', '2026-11-20T10:01Z', '2026-11-20T10:05Z')
    expect((await server.get(daysOf('erased'))).json().days).toMatchObject([{ date: '2026-11-20', durationMs: 4 * minute }])
  })

  test('stop at the retention of the deployment, to the millisecond', async () => {
    const start = Date.parse('2025-06-10T09:00:00+02:00')
    await server.session('frugal', '2025-06-10T08:00:00+02:00', '2025-06-10T09:00:00+02:00')
    await server.session('frugal', '2025-06-10T12:00:00+02:00', '2025-06-10T13:00:00+02:00')
    const totals = async () => (await server.get(daysOf('frugal', '?from=2025-06-01&to=2025-06-30'))).json().days
    const retention = 400 * 24 * hour
    server.now = start + retention
    expect(await totals()).toMatchObject([{ sessionCount: 2, durationMs: hour }])
    server.now = start + retention + 1
    expect(await totals()).toMatchObject([{ sessionCount: 1, durationMs: hour }])
    server.now = start + retention + 3.5 * hour
    expect((await server.get(sessionsOf('frugal', '2025-06-10'))).json().sessions).toMatchObject([
      { startedAt: '2025-06-10T12:30:00.000+02:00', endedAt: '2025-06-10T13:00:00.000+02:00', durationMs: 0.5 * hour },
    ])
    expect((await server.get(csvOf('frugal', '?from=2025-06-01&to=2025-06-30'))).body).toContain('mobile,2025-06-10T12:30:00.000+02:00')
    server.now = start + retention + 4 * hour + 1
    expect(await totals()).toEqual([])
  })

  test('stop at the retention of the network that is in force now', async () => {
    const token = tokenFor(['brief'])
    const url = '/v1/networks/brief/users/anna/days?from=2026-11-01&to=2026-11-25'
    await server.switchOn('brief')
    await server.session('anna', '2026-11-20T09:00Z', '2026-11-20T10:00Z', { networkId: 'brief' })
    await server.change({ networkId: 'brief', change: 'retention', days: 5, at: noon - hour })
    server.now = Date.parse('2026-11-25T09:15Z')
    expect((await server.get(url, token)).json().days).toMatchObject([{ durationMs: hour }])
    server.now = noon - hour
    expect((await server.get(url, token)).json().days).toMatchObject([{ durationMs: 0 }])
    server.now = noon - hour + 1
    expect((await server.get(url, token)).json().days).toEqual([])
    await server.change({ networkId: 'brief', change: 'retention', days: 6, at: noon })
    server.now = noon
    expect((await server.get(url, token)).json().days).toMatchObject([{ durationMs: hour }])
  })
})

describe('the sessions of a day', () => {
  test('have all their fields, by start', async () => {
    await server.session('kim', '2026-11-20T14:00:00.123+01:00', '2026-11-20T14:30+01:00', { device: 'web' })
    await server.session('kim', '2026-11-20T09:00+01:00', '2026-11-20T10:00+01:00')
    const answer = await server.get(sessionsOf('kim', '2026-11-20', '?viewerTimeZone=Europe/Brussels'))
    const common = {
      timeZone: 'Europe/Amsterdam',
      differsFromViewer: false,
      continuesFromPreviousDay: false,
      continuesOnNextDay: false,
      ongoing: false,
    }
    expect(answer.json()).toEqual({
      date: '2026-11-20',
      sessions: [
        {
          device: 'mobile',
          startedAt: '2026-11-20T09:00:00.000+01:00',
          endedAt: '2026-11-20T10:00:00.000+01:00',
          durationMs: hour,
          ...common,
        },
        {
          device: 'web',
          startedAt: '2026-11-20T14:00:00.123+01:00',
          endedAt: '2026-11-20T14:30:00.000+01:00',
          durationMs: 0.5 * hour - 123,
          ...common,
        },
      ],
      recorded: [{ from: '2026-11-19T00:00:00.000+00:00', to: '2026-11-22T00:00:00.000+00:00' }],
      recordedSince: '2025-10-21T11:00:00.000+00:00',
    })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  test('are cut at midnight', async () => {
    await server.session('owl', '2026-11-20T23:00+01:00', '2026-11-21T01:00+01:00')
    const [evening] = (await server.get(sessionsOf('owl', '2026-11-20'))).json().sessions
    const [night] = (await server.get(sessionsOf('owl', '2026-11-21'))).json().sessions
    const midnight = '2026-11-21T00:00:00.000+01:00'
    expect(evening).toMatchObject({ endedAt: midnight, continuesFromPreviousDay: false, continuesOnNextDay: true })
    expect(night).toMatchObject({ startedAt: midnight, continuesFromPreviousDay: true, continuesOnNextDay: false })
  })

  test('say where the clock of the viewer differs, also on the days of clock changes', async () => {
    const differs = async (from: string, to: string, viewer: string, timeZone = 'Europe/Amsterdam') => {
      const user = `viewed ${from} ${timeZone}`
      await server.session(user, from, to, { timeZone })
      const date = from.slice(0, 10)
      const { sessions } = (await server.get(sessionsOf(user, date, `?viewerTimeZone=${encodeURIComponent(viewer)}`))).json()
      return sessions.map(({ differsFromViewer }: { differsFromViewer: boolean }) => differsFromViewer)
    }
    expect(await differs('2026-11-25T09:00+01:00', '2026-11-25T10:00+01:00', 'America/New_York')).toEqual([true])
    expect(await differs('2026-11-24T09:00+01:00', '2026-11-24T10:00+01:00', 'europe/brussels')).toEqual([false])
    // Amsterdam's clocks go back in this session, New York's a week later.
    expect(await differs('2026-10-25T02:30+02:00', '2026-10-25T02:30+01:00', 'Europe/Brussels')).toEqual([false])
    expect(await differs('2026-10-25T02:00+02:00', '2026-10-25T02:30+01:00', '+01:00')).toEqual([true])
    expect(await differs('2026-10-25T02:10+02:00', '2026-10-25T02:30+02:00', '+02:00')).toEqual([false])
    // New York's clocks go forward on 2026-03-08 to Halifax's hour of winter, which goes forward an hour earlier.
    expect(await differs('2026-03-08T01:10-05:00', '2026-03-08T01:30-05:00', 'America/Toronto', 'America/New_York')).toEqual([false])
    expect(await differs('2026-03-08T01:40-05:00', '2026-03-08T03:10-04:00', '-05:00', 'America/New_York')).toEqual([true])
  })

  test('differ from no viewer where none is named', async () => {
    await server.session('unseen', '2026-11-20T09:00Z', '2026-11-20T10:00Z', { timeZone: 'Asia/Tokyo' })
    expect((await server.get(sessionsOf('unseen', '2026-11-20'))).json().sessions).toMatchObject([{ differsFromViewer: false }])
  })

  test('are ongoing until their timeout has passed, and the day provisional until it is over', async () => {
    await server.session('busy', '2026-11-25T23:00+01:00', '2026-11-25T23:57+01:00')
    const end = Date.parse('2026-11-25T23:57+01:00')
    const at = async (now: number) => {
      server.now = now
      const [{ provisional }] = (await server.get(daysOf('busy'))).json().days
      const [{ ongoing }] = (await server.get(sessionsOf('busy', '2026-11-25'))).json().sessions
      return { ongoing, provisional }
    }
    expect(await at(end)).toEqual({ ongoing: true, provisional: true })
    expect(await at(end + 3 * minute - 1)).toEqual({ ongoing: true, provisional: true })
    expect(await at(end + 3 * minute)).toEqual({ ongoing: true, provisional: false })
    expect(await at(end + 5 * minute)).toEqual({ ongoing: true, provisional: false })
    expect(await at(end + 5 * minute + 1)).toEqual({ ongoing: false, provisional: false })
  })

  test('are over when tracking is switched off', async () => {
    const token = tokenFor(['stopped'])
    await server.switchOn('stopped')
    await server.session('anna', '2026-11-25T11:30+01:00', '2026-11-25T11:58+01:00', { networkId: 'stopped' })
    const ongoing = async () => (await server.get('/v1/networks/stopped/users/anna/days/2026-11-25/sessions', token)).json().sessions[0].ongoing
    expect(await ongoing()).toBe(true)
    await server.change({ networkId: 'stopped', change: 'off', at: noon })
    expect(await ongoing()).toBe(false)
    const { tracking, days } = (await server.get('/v1/networks/stopped/users/anna/days', token)).json()
    expect(tracking).toEqual({ enabled: false, since: '2026-11-25T11:00:00.000+00:00' })
    expect(days).toHaveLength(1)
  })

  test('are none on a date that the zone skipped, or that has none', async () => {
    await server.session('samoa', '2011-12-29T23:00-10:00', '2011-12-31T01:00+14:00', { timeZone: 'Pacific/Apia' })
    server.now = Date.parse('2012-01-05T00:00Z')
    // The network was off then.
    expect((await server.get(sessionsOf('samoa', '2011-12-30'))).json()).toEqual({
      date: '2011-12-30',
      sessions: [],
      recorded: [],
      recordedSince: null,
    })
    await server.switchOn('early', 0)
    await server.session('samoa', '2011-12-29T23:00-10:00', '2011-12-31T01:00+14:00', { networkId: 'early', timeZone: 'Pacific/Apia' })
    const answer = await server.get('/v1/networks/early/users/samoa/days?from=2011-12-29&to=2011-12-31', tokenFor(['early']))
    expect(answer.json().days.map(({ date }: { date: string }) => date)).toEqual(['2011-12-31', '2011-12-29'])
    const skipped = await server.get('/v1/networks/early/users/samoa/days/2011-12-30/sessions', tokenFor(['early']))
    expect(skipped.statusCode).toBe(200)
    expect(skipped.json()).toEqual({
      date: '2011-12-30',
      sessions: [],
      recorded: [{ from: '2011-12-29T00:00:00.000+00:00', to: '2012-01-01T00:00:00.000+00:00' }],
      recordedSince: '2010-12-01T00:00:00.000+00:00',
    })
  })
})
