import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { appendTrackingChanges, readNetworkChanges, SharedLedger, type Store } from '../src/index.ts'
import { openTemporaryStore } from './temporary-store.ts'

const minuteMs = 60_000

describe('a ledger that many processes share', () => {
  let opened: Awaited<ReturnType<typeof openTemporaryStore>>
  let store: Store
  beforeAll(async () => {
    opened = await openTemporaryStore()
    store = opened.store
  })
  afterEach(() => void vi.useRealTimers())
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
    expect(other.ledger.get('lead')).toBeUndefined()
    await other.refresh()
    expect(other.ledger.get('lead')?.periods).toMatchObject([{ startsAt: at }])
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
    let isHeld = false
    const released: (() => void)[] = []
    const selectRows = async (...parameters: Parameters<typeof store.ledgerQueries.selectRows>) => {
      reads++
      if (isHeld) await new Promise<void>((resolve) => released.push(resolve))
      return await store.ledgerQueries.selectRows(...parameters)
    }
    const ledgerQueries = new Proxy(store.ledgerQueries, {
      get: (target, name) => (name === 'selectRows' ? selectRows : Reflect.get(target, name, target)),
    })
    const ledger = await open(Date.now, undefined, { ...store, ledgerQueries })
    reads = 0
    isHeld = true
    const first = ledger.refresh()
    await vi.waitFor(() => expect(released).toHaveLength(1), 180_000)
    const waiting = [ledger.refresh(), ledger.refresh(), ledger.refresh()]
    await appendTrackingChanges(store, [{ networkId: 'while reading', change: 'on', at: 1, changeId: '1' }])
    released.shift()?.()
    await first
    await vi.waitFor(() => expect(released).toHaveLength(1), 180_000)
    released.shift()?.()
    await Promise.all(waiting)
    expect(reads).toBe(2)
    expect(ledger.ledger.get('while reading')?.periods).toHaveLength(1)
  })

  test('finds an entry that was stored late, within 15 minutes of the newest it knows, and a later one hourly', async () => {
    let now = Date.now()
    const ledger = await open(() => now)
    // What is stored late counts before what is known already.
    const insert = async (networkId: string, days: number, ageMs: number) => {
      const at = new Date(Date.parse('2020-01-01T00:00Z') - days * minuteMs).toISOString().slice(0, -1)
      const insertedAt = new Date(Date.now() - ageMs).toISOString().slice(0, -1)
      const columns = ['network_id', 'at', 'change_id', 'change', 'user_id', 'retention_days', 'inserted_at']
      const row = [networkId, at, `${days}`, 'retention', '', days, insertedAt]
      await store.insertRows('tracking_ledger', columns, Buffer.from(`${row.join('\t')}\n`))
    }
    await insert('late', 1, 0)
    await insert('later', 1, 0)
    await ledger.refresh()
    await insert('late', 2, 14 * minuteMs)
    await insert('later', 2, 16 * minuteMs)
    await ledger.refresh()
    const known = () => ['late', 'later'].map((id) => ledger.ledger.get(id)?.retentions.map(({ retentionMs }) => retentionMs / 86_400_000))
    expect(known()).toEqual([[2, 1], [1]])
    now += 59 * minuteMs
    await ledger.refresh()
    expect(known()).toEqual([[2, 1], [1]])
    now += minuteMs
    await ledger.refresh()
    // Nobody waits for the full read.
    await vi.waitFor(
      () =>
        expect(known()).toEqual([
          [2, 1],
          [2, 1],
        ]),
      20_000,
    )
  })

  test('keeps nobody waiting while it reads everything anew, and knows afterwards what came meanwhile', async () => {
    let now = Date.now()
    let isHeld = false
    const released: (() => void)[] = []
    const ledgerQueries = new Proxy(store.ledgerQueries, {
      get: (target, name) =>
        name !== 'selectRows'
          ? Reflect.get(target, name, target)
          : async (...parameters: Parameters<typeof target.selectRows>) => {
              const rows = await target.selectRows(...parameters)
              // The pages of a full read are in the order of the networks.
              if (isHeld && parameters[0].includes('ORDER BY network_id')) await new Promise<void>((resolve) => released.push(resolve))
              return rows
            },
    })
    const ledger = await open(() => now, undefined, { ...store, ledgerQueries })
    isHeld = true
    now += 60 * minuteMs
    await ledger.refresh()
    await vi.waitFor(() => expect(released).toHaveLength(1), 180_000)
    const at = Date.now()
    const entry = (changeId: string, change: 'on' | 'off', ms: number) => ({ networkId: 'meanwhile', change, at: at + ms, changeId }) as const
    await appendTrackingChanges(store, [entry('2', 'on', 2), entry('3', 'off', 3)])
    await ledger.refresh()
    const periods = () => ledger.ledger.get('meanwhile')?.periods.map(({ startsAt, endsAt }) => [startsAt - at, endsAt - at])
    expect(periods()).toEqual([[2, 3]])
    expect(ledger.knownUntil).toBe(now - 1000)
    isHeld = false
    for (const release of released) release()
    for (let turns = 0; turns < 50; turns++) {
      await ledger.refresh()
      expect(periods()).toEqual([[2, 3]])
    }
    await appendTrackingChanges(store, [entry('1', 'on', 1), entry('4', 'on', 4)])
    await ledger.refresh()
    expect(periods()).toEqual([
      [1, 3],
      [4, Number.POSITIVE_INFINITY],
    ])
  })

  test('says when a write was confirmed too late, and goes on after one that failed', async () => {
    // Time passes where it is said to, and not while the machine is busy.
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
    let delayMs = 2500
    const late: number[] = []
    const slow: Store = {
      ...store,
      async insertRows(...rows) {
        if (delayMs < 0) throw new Error('disk full')
        vi.advanceTimersByTime(delayMs)
        await store.insertRows(...rows)
        // Once it is confirmed, until the change counts.
        setImmediate(() => vi.advanceTimersByTime(5000))
      },
    }
    const ledger = await open(Date.now, (lateMs) => late.push(lateMs), slow)
    await ledger.append({ networkId: 'slow', change: 'on' }, 'boss')
    expect(late).toEqual([500])
    delayMs = -1
    await expect(ledger.append({ networkId: 'slow', change: 'off' }, 'boss')).rejects.toThrow('disk full')
    expect(ledger.ledger.get('slow')?.periods).toMatchObject([{ endsAt: Number.POSITIVE_INFINITY }])
    delayMs = 0
    await ledger.append({ networkId: 'slow', change: 'off' }, 'boss')
    expect(late).toHaveLength(1)
    expect(ledger.ledger.get('slow')?.periods).toMatchObject([{ endsAt: expect.any(Number) }])
    expect((await readNetworkChanges(store, 'slow')).map(({ change }) => change)).toEqual(['on', 'off'])
    expect(ledger.ledger.get('slow')?.periods[0]?.endsAt).toBeLessThan(Number.POSITIVE_INFINITY)
  })
})
