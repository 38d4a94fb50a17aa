import type { TrackingAnswer } from '@stitchlog/contracts'
import {
  appendTrackingChanges,
  type ChangeQuotas,
  type LedgerEntry,
  SharedLedger,
  SingleWriterLedger,
  type Store,
  type TrackingLedger,
} from '@stitchlog/store'
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
    return trackingServer(opened.store, ledger)
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
    // They are decided in any order.
    expect(users.map(({ statusCode }) => statusCode).sort()).toEqual([202, 202, 429])
    const others = await Promise.all([
      ask('PUT', erased, 'tracking', { enabled: true }),
      ask('DELETE', erased, 'activity?everyone=true'),
      ask('DELETE', erased, 'users/cleo/activity'),
    ])
    expect(others.map(({ statusCode }) => statusCode)).toEqual([200, 202, 429])
    expect(await metrics.metrics()).toContain('stitchlog_tracking_changes_refused_total{quota="user-erasures"} 2')
  })
})

describe('the history of a network', () => {
  const length = 2500
  const switchAt = (at: number, networkId = 'long'): LedgerEntry => ({
    networkId,
    change: at % 2 === 0 ? 'on' : 'off',
    at,
    changeId: `${at}`,
    changedBy: `${networkId} ${at}`,
  })
  /** Of several switches at one instant the last counts, and who asked for it. */
  const atOneInstant: LedgerEntry = { networkId: 'long', change: 'on', at: length - 2, changeId: `${length - 2} a`, changedBy: 'the last' }
  let ask: ReturnType<typeof trackingServer>['ask']
  beforeAll(async () => {
    const switches = Array.from({ length }, (_, at) => switchAt(at))
    const others = switches.map(({ at }) => switchAt(at, 'another'))
    const erasure: LedgerEntry = { networkId: 'long', change: 'erase', at: length - 2, changeId: 'erase', changedBy: 'the eraser' }
    const retentions = [length - 3, length - 2].map(
      (at): LedgerEntry => ({ networkId: 'kept', change: 'retention', at, days: at, changeId: `days ${at}`, changedBy: `kept ${at}` }),
    )
    await appendTrackingChanges(opened.store, [...switches, ...others, atOneInstant, erasure, switchAt(length - 2, 'kept'), ...retentions])
    ask = trackingServer(opened.store, await SingleWriterLedger.open(opened.store, Date.now)).ask
  })

  test('comes in pages, each of which says who switched', async () => {
    const first = await ask('GET', 'long', 'tracking')
    expect(first.json().changes).toHaveLength(50)
    expect(
      first
        .json()
        .changes.slice(-3)
        .map(({ by }: { by: string }) => by),
    ).toEqual([`long ${length - 3}`, 'the last', `long ${length - 1}`])
    // As long as the page of a short history.
    expect(first.body.length).toBeLessThan(10_000)
    const found: string[] = []
    let cursor: string | null = null
    for (let pages = 0; pages === 0 || cursor !== null; pages++) {
      const page: TrackingAnswer = (await ask('GET', 'long', `tracking?limit=200${cursor === null ? '' : `&cursor=${cursor}`}`)).json()
      expect(page).toMatchObject({ enabled: false, since: first.json().since })
      found.unshift(...page.changes.map(({ change, by }) => `${change} ${by}`))
      cursor = page.nextCursor
    }
    expect(found).toEqual(Array.from({ length }, (_, at) => `${at % 2 === 0 ? 'on' : 'off'} ${at === length - 2 ? 'the last' : `long ${at}`}`))
  })

  test('has retentions too, with who set them, also at the instant of a switch', async () => {
    const { changes, nextCursor } = (await ask('GET', 'kept', 'tracking?limit=2')).json()
    expect(changes).toMatchObject([
      { change: 'retention', by: `kept ${length - 2}`, retentionDays: length - 2, retentionDaysBefore: length - 3 },
      { change: 'on', by: `kept ${length - 2}` },
    ])
    expect((await ask('GET', 'kept', `tracking?limit=2&cursor=${nextCursor}`)).json()).toMatchObject({
      changes: [{ change: 'retention', by: `kept ${length - 3}`, retentionDays: length - 3 }],
      nextCursor: null,
    })
  })

  test('is refused with a cursor that is none, and tells nothing of another network with one of that', async () => {
    for (const query of ['cursor=', 'cursor=x', 'limit=0', 'limit=201', 'limit=1e2', `cursor=${'x'.repeat(2001)}`]) {
      const answer = await ask('GET', 'long', `tracking?${query}`)
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-parameter'])
    }
    const { nextCursor } = (await ask('GET', 'another', 'tracking?limit=1')).json()
    const { changes } = (await ask('GET', 'long', `tracking?limit=1&cursor=${nextCursor}`)).json()
    expect(changes).toMatchObject([{ by: 'the last' }])
  })

  test('comes with the answer to a change too, as a first page', async () => {
    const answer = (await ask('PUT', 'another', 'tracking', { enabled: true })).json()
    expect(answer.changes).toHaveLength(50)
    expect(answer.changes.at(-1)).toMatchObject({ change: 'on', by: 'boss' })
    expect((await ask('GET', 'another', `tracking?limit=1&cursor=${answer.nextCursor}`)).json().changes).toMatchObject([
      { by: `another ${length - 50}` },
    ])
  })
})
