import { probeAccessLog } from '@stitchlog/store'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { noon, QueryServer, tokenFor } from './query-server.ts'

const hour = 3_600_000

let server: QueryServer

beforeAll(async () => {
  server = await QueryServer.start()
  await server.switchOn()
  await server.session('anna', '2026-11-24T09:00+01:00', '2026-11-24T11:00+01:00')
  await server.session('anna', '2026-11-24T10:00+01:00', '2026-11-24T12:00+01:00', { device: 'web' })
})
afterAll(() => server.stop())
afterEach(() => server.reset())

const readerOf = (network: string) => tokenFor([network])
const managerOf = (network: string) => tokenFor([network], ['activity:manage'])
const get = async (path: string, token?: Promise<string>) => (await server.get(path, token)).json()

describe('the access log', () => {
  test('tells every look at activity, and every erasure, newest first and in pages', async () => {
    const network = 'logged'
    await server.switchOn(network)
    const look = async (path: string) => {
      server.now += 1000
      expect((await server.get(`/v1/networks/${network}/${path}`, readerOf(network))).statusCode).toBe(200)
    }
    await look('users/anna/days')
    await look('users/anna/days/2026-11-24/sessions')
    await look('users/ben/sessions.csv?from=2026-11-01&to=2026-11-02')
    await look('users')
    await look('users.csv')
    await look('days')
    await look('days.csv')
    await server.change({ networkId: network, change: 'erase', userId: 'ben', at: server.now + 1 })
    server.now += 1000
    const entries: object[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await get(`/v1/networks/${network}/access-log?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`, managerOf(network))
      entries.push(...page.entries)
      cursor = page.nextCursor
    }
    const range = { from: '2026-11-12', to: '2026-11-25' }
    const entry = (kind: string, userId: string | null, dates: object = range) => expect.objectContaining({ kind, userId, ...dates })
    expect(entries).toEqual([
      entry('erasure', 'ben', { from: null, to: null }),
      entry('overview-csv', null),
      entry('overview', null),
      entry('overview-csv', null),
      entry('overview', null),
      entry('csv', 'ben', { from: '2026-11-01', to: '2026-11-02' }),
      entry('sessions', 'anna', { from: '2026-11-24', to: '2026-11-24' }),
      entry('days', 'anna', { reader: 'boss', occurredAt: '2026-11-25T11:00:01.000+00:00', ...range }),
    ])
  })

  test('is for who manages the network only, and forgets after its own retention', async () => {
    await server.get('/v1/networks/acme/users')
    expect((await server.get('/v1/networks/acme/access-log', readerOf('acme'))).statusCode).toBe(403)
    expect((await server.get('/v1/networks/acme/access-log', managerOf('other'))).statusCode).toBe(403)
    expect((await get('/v1/networks/acme/access-log', managerOf('acme'))).entries.length).toBeGreaterThan(0)
    server.now = noon + 400 * 24 * hour + hour
    expect((await get('/v1/networks/acme/access-log', managerOf('acme'))).entries).toEqual([])
  })
})

describe("one's own activity", () => {
  const self = (networks: readonly string[] = ['acme'], subject = 'anna') => tokenFor(networks, ['activity:self'], 600, subject)

  test('is what others see of it', async () => {
    expect((await get('/v1/me/days', self())).days).toEqual((await get('/v1/networks/acme/users/anna/days')).days)
    expect((await get('/v1/me/days/2026-11-24/sessions', self())).sessions).toHaveLength(2)
    const csv = await server.get('/v1/me/sessions.csv', self())
    expect(csv.body).toBe((await server.get('/v1/networks/acme/users/anna/sessions.csv')).body)
  })

  test("is one's own only, and in a network of the token", async () => {
    expect((await server.get('/v1/networks/acme/users/anna/days', self())).statusCode).toBe(403)
    expect((await server.get('/v1/networks/acme/users', self())).statusCode).toBe(403)
    for (const what of ['days', 'tracking']) expect((await server.get(`/v1/me/${what}`, readerOf('acme'))).statusCode).toBe(403)
    expect((await server.get('/v1/me/tracking', self(['acme', 'other']))).statusCode).toBe(400)
    expect((await server.get('/v1/me/tracking?networkId=foreign', self(['acme', 'other']))).statusCode).toBe(403)
    expect((await server.get('/v1/me/days', self(['acme', 'other']))).statusCode).toBe(400)
    expect((await get('/v1/me/days?networkId=acme', self(['acme', 'other']))).days).toHaveLength(1)
    expect((await server.get('/v1/me/days?networkId=foreign', self(['acme', 'other']))).statusCode).toBe(403)
    expect((await get('/v1/me/days', self(['acme'], 'nobody'))).days).toEqual([])
  })

  test('tells whether it is tracked, since when and how long, also after an erasure, and is no look', async () => {
    const network = 'told'
    const told = (subject = 'anna') => get('/v1/me/tracking', self([network], subject))
    const state = {
      networkId: network,
      userId: 'anna',
      enabled: false,
      since: null,
      inactivityTimeoutSeconds: { mobile: 300, web: 1800 },
      retentionDays: 400,
      accessLogRetentionDays: 400,
      recordedSince: null,
    }
    expect(await told()).toEqual(state)
    await server.change({ networkId: network, change: 'on', at: noon - 10 * 24 * hour, inactivityTimeoutSeconds: { web: 600 } })
    const on = { ...state, enabled: true, since: '2026-11-15T11:00:00.000+00:00', inactivityTimeoutSeconds: { mobile: 300, web: 600 } }
    expect(await told()).toEqual({ ...on, recordedSince: on.since })
    await server.change({ networkId: network, change: 'retention', at: noon - 3, days: 3 })
    expect(await told()).toEqual({ ...on, retentionDays: 3, recordedSince: '2026-11-22T11:00:00.000+00:00' })
    await server.change({ networkId: network, change: 'erase', userId: 'anna', at: noon - 2 })
    expect(await told()).toMatchObject({ recordedSince: '2026-11-25T10:59:59.999+00:00' })
    expect(await told('ben')).toMatchObject({ userId: 'ben', recordedSince: '2026-11-22T11:00:00.000+00:00' })
    await server.change({ networkId: network, change: 'off', at: noon })
    server.now = noon + 4 * 24 * hour
    expect(await told()).toMatchObject({ enabled: false, since: '2026-11-25T11:00:00.000+00:00', recordedSince: null })
    expect(await server.accessLog('anna')).not.toContainEqual(expect.objectContaining({ network_id: network }))
  })

  test('tells who looked at it or at everyone, and nothing of looks at others', async () => {
    const network = 'own'
    for (const path of ['users/anna/days', 'users/ben/days', 'users']) {
      server.now += 1000
      await server.get(`/v1/networks/${network}/${path}`, readerOf(network))
    }
    const { entries } = await get('/v1/me/access-log', self([network]))
    expect(entries).toMatchObject([
      { kind: 'overview', userId: null, reader: 'boss' },
      { kind: 'days', userId: 'anna', reader: 'boss' },
    ])
  })
})

test('whether looks can be recorded is found out with an empty record too, and nobody sees a look by it', async () => {
  const looks = async () => (await get('/v1/networks/acme/access-log', managerOf('acme'))).entries.length
  const rows = async () => Number((await server.store.queries.selectRows<[string]>('SELECT count() FROM access_log'))[0]?.[0])
  await server.store.queries.execute('TRUNCATE TABLE access_log')
  await probeAccessLog(server.store, Date.now())
  expect([await rows(), await looks()]).toEqual([1, 0])
  await server.store.queries.execute('RENAME TABLE access_log TO access_log_away')
  await expect(probeAccessLog(server.store, Date.now())).rejects.toThrow()
  await server.store.queries.execute('RENAME TABLE access_log_away TO access_log')
})
