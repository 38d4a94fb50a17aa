import { rmSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rounds } from '../../../tests/rounds.ts'
import { type Api, apiOf, end, type StandaloneProcess, startStandalone, temporaryFolder, tokenFor } from './standalone-process.ts'

const networks = ['acme', 'loud', 'erasing', 'clock', 'history', 'erasing-all']
const dataFolder = temporaryFolder()
let standalone: StandaloneProcess
let api: Api
beforeAll(async () => {
  // Sessions are read as files here, as fast as can be.
  standalone = await startStandalone(dataFolder, { STITCHLOG_DOWNLOAD_REQUESTS_PER_MINUTE: '0' })
  api = apiOf(standalone.address, await tokenFor(networks))
})
afterAll(async () => {
  expect(await end(standalone.child)).toBe(0)
  rmSync(dataFolder, { recursive: true, force: true })
})

const beat = (networkId: string, userId: string, occurredAt: number, device = 'web') => ({
  networkId,
  userId,
  device,
  timeZone: 'Europe/Amsterdam',
  occurredAt,
})
const jsonOf = async (response: Promise<Response>) => {
  const body: unknown = await (await response).json()
  return body
}
const sessionsOf = async (network: string, user: string) =>
  (await (await api.get(`/v1/networks/${network}/users/${user}/sessions.csv`)).text()).split('\r\n').filter((row) => /^[^,]*,(mobile|web),/.test(row))

test('a network is off until it is switched on, and what was sent before stays away', async () => {
  const before = {
    networkId: 'acme',
    enabled: false,
    since: null,
    inactivityTimeoutSeconds: { mobile: 300, web: 1800 },
    retentionDays: 400,
    changes: [],
    nextCursor: null,
  }
  expect(await jsonOf(api.get('/v1/networks/acme/tracking'))).toEqual(before)
  const early = Date.now()
  expect(await jsonOf(api.post('/v1/events', { events: [beat('acme', 'anna', early)] }))).toMatchObject({
    dropped: { 'not-tracked': 1 },
    pauseForSeconds: 300,
  })
  await setTimeout(2)
  const on = await jsonOf(api.put('/v1/networks/acme/tracking', { enabled: true, inactivityTimeoutSeconds: { web: 60 } }))
  expect(on).toMatchObject({
    enabled: true,
    inactivityTimeoutSeconds: { mobile: 300, web: 60 },
    changes: [{ change: 'on', by: 'tester', inactivityTimeoutSeconds: { mobile: 300, web: 60 } }],
  })
  expect(await jsonOf(api.post('/v1/events', { events: [beat('acme', 'anna', early)] }))).toMatchObject({
    accepted: 0,
    dropped: { 'not-tracked': 1 },
  })

  const at = Date.now()
  expect(await jsonOf(api.post('/v1/events', { events: [beat('acme', 'anna', at), beat('acme', 'anna', at)] }))).toEqual({
    accepted: 2,
    dropped: {},
    rejected: [],
  })
  const days = await jsonOf(api.get('/v1/networks/acme/users/anna/days'))
  expect(days).toMatchObject({
    days: [{ sessionCount: 1, durationMs: 0, devices: { web: { sessionCount: 1 } }, timeZones: ['Europe/Amsterdam'], provisional: true }],
    tracking: { enabled: true },
  })
})

test('a change of timeouts keeps since when it is on; off is off', async () => {
  await api.put('/v1/networks/history/tracking', { enabled: true })
  const first = await jsonOf(api.get('/v1/networks/history/tracking'))
  const second = await jsonOf(api.put('/v1/networks/history/tracking', { enabled: true, inactivityTimeoutSeconds: { mobile: 60 } }))
  const sinceOf = (state: unknown) => (state as { since: string }).since
  expect(sinceOf(second)).toBe(sinceOf(first))
  const third = await jsonOf(api.put('/v1/networks/history/tracking', { enabled: false }))
  expect(third).toMatchObject({ enabled: false, changes: [{ change: 'on' }, { change: 'on' }, { change: 'off' }] })
  expect(sinceOf(third) > sinceOf(first)).toBe(true)
})

test("an erased user's activity cannot be read from the answer on, and late events do not bring it back", async () => {
  await api.put('/v1/networks/erasing/tracking', { enabled: true })
  const at = Date.now()
  await api.post('/v1/events', { events: [beat('erasing', 'anna', at), beat('erasing', 'ben', at)] })
  expect(await sessionsOf('erasing', 'anna')).toHaveLength(1)
  const response = await api.delete('/v1/networks/erasing/users/anna/activity')
  expect(response.status).toBe(202)
  expect(await response.json()).toEqual({ erasedAt: expect.stringMatching(/\+00:00$/), goneBy: expect.stringMatching(/\+00:00$/) })
  expect(await sessionsOf('erasing', 'anna')).toEqual([])
  expect(await sessionsOf('erasing', 'ben')).toHaveLength(1)
  expect(await jsonOf(api.post('/v1/events', { events: [beat('erasing', 'anna', at + 1)] }))).toEqual({
    accepted: 0,
    dropped: { erased: 1 },
    rejected: [],
  })
  expect(await sessionsOf('erasing', 'anna')).toEqual([])
  await api.post('/v1/events', { events: [beat('erasing', 'anna', Date.now())] })
  expect(await sessionsOf('erasing', 'anna')).toHaveLength(1)
})

test('a network is erased only where the call says that everyone is meant', async () => {
  await api.put('/v1/networks/erasing-all/tracking', { enabled: true })
  const at = Date.now()
  await api.post('/v1/events', { events: [beat('erasing-all', 'anna', at), beat('erasing-all', 'ben', at)] })
  const path = '/v1/networks/erasing-all/activity'
  const refused = ['', '?', '?everyone', '?everyone=', '?everyone=false', '?everyone=TRUE', '?everyone=1', '?everyone=true%20', '?Everyone=true']
  const twice = ['?everyone=true&everyone=true', '?everyone=true&everyone=false', '?everyone[]=true', '?everyone=true,true']
  for (const query of [...refused, ...twice]) {
    const response = await api.delete(path + query)
    expect(response.status, query).toBe(400)
    expect(await response.json()).toMatchObject({
      code: 'invalid-parameter',
      detail: expect.stringMatching(/^everyone: must be true.* everyone in the network/),
    })
  }
  // As fetch, and most clients, send it: a step back.
  for (const user of ['..', '%2e%2e', '.%2E', '../../erasing-all/users/..']) {
    const response = await api.delete(`/v1/networks/erasing-all/users/${user}/activity`)
    expect(response.status, user).toBe(400)
  }
  expect(await sessionsOf('erasing-all', 'anna')).toHaveLength(1)
  const response = await api.delete(`${path}?everyone=true&other=1`)
  expect(response.status).toBe(202)
  expect(await response.json()).toEqual({ erasedAt: expect.any(String), goneBy: expect.any(String) })
  for (const user of ['anna', 'ben']) expect(await sessionsOf('erasing-all', user)).toEqual([])
})

test('a client whose clock is hours off is understood by when it says that it sent', async () => {
  await api.put('/v1/networks/clock/tracking', { enabled: true })
  await setTimeout(5)
  const wrong = Date.now() + 7 * 3_600_000
  expect(await jsonOf(api.post('/v1/events', { events: [beat('clock', 'anna', wrong)] }))).toMatchObject({ dropped: { future: 1 } })
  expect(await jsonOf(api.post('/v1/events', { sentAt: wrong, events: [beat('clock', 'anna', wrong)] }))).toMatchObject({ accepted: 1 })
  expect(await sessionsOf('clock', 'anna')).toHaveLength(1)
})

test('reads stay right while eight clients send at full speed', async () => {
  await api.put('/v1/networks/loud/tracking', { enabled: true })
  const at = Date.now()
  await api.post('/v1/events', { events: [beat('loud', 'quiet', at, 'mobile'), beat('loud', 'quiet', at, 'web')] })
  const expected = await sessionsOf('loud', 'quiet')
  expect(expected).toHaveLength(2)

  let isOver = false
  const last = new Map<string, number>()
  const clients = Array.from({ length: 8 }, async (_, index) => {
    const userId = `client${index}`
    while (!isOver) {
      const now = Date.now()
      expect((await api.post('/v1/events', { events: Array.from({ length: 100 }, () => beat('loud', userId, now)) })).status).toBe(202)
      last.set(userId, now)
    }
  })
  for (let round = 0; round < rounds(12, 40); round++) {
    expect(await sessionsOf('loud', 'quiet')).toEqual(expected)
    // What was answered is seen by the next read: one session, up to its latest heartbeat.
    const known = last.get('client0')
    const [session, ...others] = await sessionsOf('loud', 'client0')
    expect(others).toEqual([])
    if (known !== undefined) expect(Date.parse(session?.split(',')[3] ?? '')).toBeGreaterThanOrEqual(known)
  }
  isOver = true
  await Promise.all(clients)
})

test('the metrics tell how many events came in, counted and were stored', async () => {
  const numberOf = async (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await (await api.get('/metrics')).text())?.[1])
  const names = ['stitchlog_ingest_events_accepted_total', 'stitchlog_stitcher_events_accepted_total', 'stitchlog_stitcher_spans_stored_total']
  const before = await Promise.all(names.map(numberOf))
  expect((await api.put('/v1/networks/loud/tracking', { enabled: true })).status).toBe(200)
  const at = Date.now()
  const events = ['metric a', 'metric b', 'metric c'].map((user) => beat('loud', user, at))
  expect(await jsonOf(api.post('/v1/events', { events }))).toMatchObject({ accepted: 3 })
  expect(await Promise.all(names.map(numberOf))).toEqual(before.map((count) => count + 3))
})
