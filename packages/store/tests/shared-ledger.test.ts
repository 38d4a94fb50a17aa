import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { appendTrackingChanges, SharedLedger, type Store } from '../src/index.ts'
import { openTemporaryStore } from './temporary-store.ts'

const minuteMs = 60_000

describe('a ledger that many processes share', () => {
  let opened: Awaited<ReturnType<typeof openTemporaryStore>>
  let store: Store
  beforeAll(async () => {
    opened = await openTemporaryStore()
    store = opened.store
  })
  afterAll(async () => {
    await opened.close()
  })
  const open = (now: () => number = Date.now, onLateWrite: (lateMs: number) => void = () => {}, on: Store = store) =>
    SharedLedger.open(on, { now, onLateWrite })

  test('answers a change 2 s after it was asked for, when it counts; another process knows it by its next read', async () => {
    const [one, other] = [await open(), await open()]
    const askedAt = Date.now()
    const { at } = await one.append({ networkId: 'lead', change: 'on' }, 'boss')
    const answeredAt = Date.now()
    expect(at).toBeGreaterThanOrEqual(askedAt + 2000)
    expect(answeredAt).toBeGreaterThan(at)
    expect(other.changesOf('lead')).toEqual([])
    await other.refresh()
    expect(other.changesOf('lead').map(({ changeId }) => changeId)).toEqual(one.changesOf('lead').map(({ changeId }) => changeId))
    expect(other.ledger.get('lead')).toEqual(one.ledger.get('lead'))
  })

  test("gives a network's changes growing instants, whoever writes them", async () => {
    const [one, other] = [await open(), await open()]
    const entries = [
      ...(await Promise.all([one.append({ networkId: 'order', change: 'on' }, 'a'), one.append({ networkId: 'order', change: 'off' }, 'a')])),
      await other.append({ networkId: 'order', change: 'on' }, 'b'),
    ]
    const instants = entries.map(({ at }) => at)
    expect(instants).toEqual([...new Set(instants)].sort((a, b) => a - b))
  })

  test('is known for what was received up to 1 s before the read began', async () => {
    let now = 1_000_000_000_000
    const ledger = await open(() => now)
    expect(ledger.knownUntil).toBe(now - 1000)
    now += 5000
    expect(ledger.knownUntil).toBe(now - 6000)
    await ledger.refresh()
    expect(ledger.knownUntil).toBe(now - 1000)
  })

  test('shares one read among all who ask while another one runs, and never answers by a read that began before', async () => {
    let reads = 0
    const released: (() => void)[] = []
    const selectRows = async (...parameters: Parameters<typeof store.ledgerQueries.selectRows>) => {
      reads++
      await new Promise<void>((resolve) => released.push(resolve))
      return await store.ledgerQueries.selectRows(...parameters)
    }
    const ledgerQueries = new Proxy(store.ledgerQueries, {
      get: (target, name) => (name === 'selectRows' ? selectRows : Reflect.get(target, name, target)),
    })
    const opening = open(Date.now, undefined, { ...store, ledgerQueries })
    await vi.waitFor(() => expect(released).toHaveLength(1), 20_000)
    released.shift()?.()
    const ledger = await opening

    const first = ledger.refresh()
    await vi.waitFor(() => expect(released).toHaveLength(1), 20_000)
    const waiting = [ledger.refresh(), ledger.refresh(), ledger.refresh()]
    await appendTrackingChanges(store, [{ networkId: 'while reading', change: 'on', at: 1, changeId: '1' }])
    released.shift()?.()
    await first
    await vi.waitFor(() => expect(released).toHaveLength(1), 20_000)
    released.shift()?.()
    await Promise.all(waiting)
    expect(reads).toBe(3)
    expect(ledger.changesOf('while reading')).toHaveLength(1)
  })

  test('finds an entry that was stored late, within 15 minutes of the newest it knows, and a later one hourly', async () => {
    let now = Date.now()
    const ledger = await open(() => now)
    const insert = async (changeId: string, ageMs: number) => {
      const insertedAt = new Date(Date.now() - ageMs).toISOString().slice(0, -1)
      const columns = ['network_id', 'at', 'change_id', 'change', 'user_id', 'inserted_at']
      await store.insertRows('tracking_ledger', columns, Buffer.from(`late\t2020-01-01T00:00:00.000\t${changeId}\ton\t\t${insertedAt}\n`))
    }
    await insert('0', 0)
    await ledger.refresh()
    await insert('14 minutes', 14 * minuteMs)
    await insert('16 minutes', 16 * minuteMs)
    await ledger.refresh()
    const known = () => ledger.changesOf('late').map(({ changeId }) => changeId)
    expect(known()).toEqual(['0', '14 minutes'])
    now += 59 * minuteMs
    await ledger.refresh()
    expect(known()).toEqual(['0', '14 minutes'])
    now += minuteMs
    await ledger.refresh()
    expect(known()).toEqual(['0', '14 minutes', '16 minutes'])
  })

  test('says when a write was confirmed too late, and goes on after one that failed', async () => {
    let delayMs = 2500
    const late: number[] = []
    const slow: Store = {
      ...store,
      async insertRows(...rows) {
        if (delayMs < 0) throw new Error('disk full')
        await new Promise((resolve) => setTimeout(resolve, delayMs))
        await store.insertRows(...rows)
      },
    }
    const ledger = await open(Date.now, (lateMs) => late.push(lateMs), slow)
    await ledger.append({ networkId: 'slow', change: 'on' }, 'boss')
    expect(late).toHaveLength(1)
    expect(late[0]).toBeGreaterThan(400)
    delayMs = -1
    await expect(ledger.append({ networkId: 'slow', change: 'off' }, 'boss')).rejects.toThrow('disk full')
    expect(ledger.changesOf('slow').map(({ change }) => change)).toEqual(['on'])
    delayMs = 0
    await ledger.append({ networkId: 'slow', change: 'off' }, 'boss')
    expect(late).toHaveLength(1)
    expect(ledger.changesOf('slow').map(({ change }) => change)).toEqual(['on', 'off'])
  })
})
