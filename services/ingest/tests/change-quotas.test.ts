import { type ChangeQuotas, SharedLedger, SingleWriterLedger, type Store, type TrackingLedger } from '@stitchlog/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTemporaryStore } from '../../../packages/store/tests/temporary-store.ts'
import { trackingServer } from './tracking-server.ts'

const quotas: ChangeQuotas = { changes: 3, 'user-erasures': 2, 'network-erasures': 2 }

const open: Readonly<Record<string, (store: Store) => Promise<TrackingLedger>>> = {
  'of one process': (store) => SingleWriterLedger.open(store, Date.now, quotas),
  'of many processes': (store) => SharedLedger.open(store, { now: Date.now, onLateWrite: () => {}, quotas }),
}

let opened: Awaited<ReturnType<typeof openTemporaryStore>>
beforeAll(async () => {
  opened = await openTemporaryStore()
})
afterAll(async () => {
  await opened.close()
})

const storedOf = async (network: string) =>
  (await opened.store.ledgerQueries.selectRows(`SELECT change FROM tracking_ledger WHERE network_id = '${network}' ORDER BY at`)).flat()

describe.each(Object.keys(open))('a ledger %s', (kind) => {
  const server = async () => {
    const ledger = await open[kind]?.(opened.store)
    if (ledger === undefined) throw new Error('no ledger')
    return trackingServer(ledger)
  }

  test('refuses the changes of a network beyond its quota, also after a start, and no others', async () => {
    const busy = `busy ${kind}`
    const first = await server()
    const press = (minutes: number) => first.ask('PUT', busy, 'tracking', { enabled: true, inactivityTimeoutSeconds: { web: minutes * 60 } })
    const answers = await Promise.all([1, 2, 3, 4, 5].map(press))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 200, 429, 429])
    const refused = answers.find(({ statusCode }) => statusCode === 429)
    expect(refused?.json()).toMatchObject({ code: 'too-many-requests', detail: 'at most 3 changes of a network in an hour' })
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(3500)
    expect(Number(refused?.headers['retry-after'])).toBeLessThanOrEqual(3600)
    expect(await first.metrics.metrics()).toContain('stitchlog_tracking_changes_refused_total{quota="changes"} 2')

    const second = await server()
    // What is so already is no change.
    const { inactivityTimeoutSeconds } = (await second.ask('GET', busy, 'tracking')).json()
    expect((await second.ask('PUT', busy, 'tracking', { enabled: true, inactivityTimeoutSeconds })).statusCode).toBe(200)
    expect((await second.ask('PUT', busy, 'retention', { days: 30 })).statusCode).toBe(429)
    const [off, ofOther] = await Promise.all([
      second.ask('PUT', busy, 'tracking', { enabled: false }),
      second.ask('PUT', `quiet ${kind}`, 'tracking', { enabled: true }),
    ])
    expect([off.statusCode, ofOther.statusCode]).toEqual([200, 200])
    expect((await second.ask('PUT', busy, 'tracking', { enabled: true })).statusCode).toBe(429)
    expect(await storedOf(busy)).toEqual(['on', 'on', 'on', 'off'])
  })

  test('refuses erasures of users beyond a quota of their own, and then still erases everyone', async () => {
    const erased = `erased ${kind}`
    const { ask, metrics } = await server()
    const users = await Promise.all(['anna', 'ben', 'cleo'].map((user) => ask('DELETE', erased, `users/${user}/activity`)))
    expect(users.map(({ statusCode }) => statusCode)).toEqual([202, 202, 429])
    const others = await Promise.all([
      ask('PUT', erased, 'tracking', { enabled: true }),
      ask('DELETE', erased, 'activity?everyone=true'),
      ask('DELETE', erased, 'users/cleo/activity'),
    ])
    expect(others.map(({ statusCode }) => statusCode)).toEqual([200, 202, 429])
    expect(await metrics.metrics()).toContain('stitchlog_tracking_changes_refused_total{quota="user-erasures"} 2')
  })
})
