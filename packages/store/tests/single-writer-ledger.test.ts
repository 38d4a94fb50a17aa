import { foldLedger } from '@stitchlog/timeline'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readNetworkChanges, SingleWriterLedger, type Store } from '../src/index.ts'
import { openTemporaryStore } from './temporary-store.ts'

describe('a ledger that one process has for itself', () => {
  let opened: Awaited<ReturnType<typeof openTemporaryStore>>
  beforeEach(async () => {
    opened = await openTemporaryStore()
  })
  afterEach(async () => {
    await opened.close()
  })

  /** A store whose writes wait until they are let through, or refused, one by one. */
  function withHeldWrites() {
    const waiting: { readonly letThrough: () => void; readonly refuse: (storedFirst: boolean) => void }[] = []
    const store: Store = {
      ...opened.store,
      async insertRows(...rows) {
        const verdict = await new Promise<'stored' | 'lost' | 'refused'>((resolve) =>
          waiting.push({ letThrough: () => resolve('stored'), refuse: (storedFirst) => resolve(storedFirst ? 'lost' : 'refused') }),
        )
        if (verdict !== 'refused') await opened.store.insertRows(...rows)
        if (verdict !== 'stored') throw new Error('no answer')
      },
    }
    const next = async () => {
      await vi.waitFor(() => expect(waiting).not.toEqual([]), 180_000)
      const write = waiting.shift()
      if (write === undefined) throw new Error('nothing waits')
      return write
    }
    return { store, next }
  }

  test('is unknown from the instant of a change on until it is written, and answers after that instant', async () => {
    const { store, next } = withHeldWrites()
    const ledger = await SingleWriterLedger.open(store, Date.now)
    expect(ledger.knownUntil).toBe(Number.POSITIVE_INFINITY)
    const askedAt = Date.now()
    const appended = ledger.append({ networkId: 'held', change: 'on' }, 'boss')
    const write = await next()
    // What was received before may be decided on, what comes now has to wait.
    expect(ledger.knownUntil).toBeGreaterThanOrEqual(askedAt)
    expect(ledger.knownUntil).toBeLessThanOrEqual(Date.now())
    expect(ledger.ledger.get('held')).toBeUndefined()
    let isSettled = false
    const settled = ledger.refresh().then(() => {
      isSettled = true
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(isSettled).toBe(false)
    write.letThrough()
    const { at } = await appended
    expect(Date.now()).toBeGreaterThanOrEqual(at)
    await settled
    expect(ledger.knownUntil).toBe(Number.POSITIVE_INFINITY)
    expect(ledger.ledger.get('held')?.periods).toMatchObject([{ startsAt: at }])
    expect(await readNetworkChanges(opened.store, 'held')).toMatchObject([{ change: 'on', at, changedBy: 'boss' }])
  })

  test('answers no sooner than at the instant of the change, on a clock that stands still', async () => {
    const { store, next } = withHeldWrites()
    let now = 5000
    const ledger = await SingleWriterLedger.open(store, () => now)
    let isAnswered = false
    const appended = ledger.append({ networkId: 'ahead', change: 'on' }, 'boss').then(() => {
      isAnswered = true
    })
    ;(await next()).letThrough()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(isAnswered).toBe(false)
    now = 10_000
    await appended
  })

  test('reads again what it does not know after a write that failed, which may have been stored all the same', async () => {
    const { store, next } = withHeldWrites()
    const ledger = await SingleWriterLedger.open(store, Date.now)
    for (const [change, isStored] of [
      ['on', false],
      ['on', true],
    ] as const) {
      const appended = ledger.append({ networkId: 'lost', change }, 'boss')
      ;(await next()).refuse(isStored)
      await expect(appended).rejects.toThrow('no answer')
      expect(ledger.ledger.get('lost')?.periods ?? []).toHaveLength(isStored ? 1 : 0)
      expect(ledger.knownUntil).toBe(Number.POSITIVE_INFINITY)
    }
  })

  test('knows what it wrote, and what was written before it was opened', async () => {
    const { store } = opened
    const first = await SingleWriterLedger.open(store, Date.now)
    await first.append({ networkId: 'acme', change: 'on', inactivityTimeoutSeconds: { web: 60 } }, 'boss')
    await first.append({ networkId: 'acme', change: 'erase', userId: 'anna' }, 'boss')
    await first.append({ networkId: 'acme', change: 'retention', days: 30 }, 'boss')
    await first.append({ networkId: 'other', change: 'off' }, "o'boss\\")
    const second = await SingleWriterLedger.open(store, Date.now)
    const stored = await readNetworkChanges(store, 'acme')
    expect(await readNetworkChanges(store, 'other')).toEqual([])
    expect(second.ledger).toEqual(first.ledger)
    expect(second.ledger).toEqual(foldLedger(stored))
    expect(stored.map(({ change, changedBy }) => [change, changedBy])).toEqual([
      ['on', 'boss'],
      ['erase', 'boss'],
      ['retention', 'boss'],
    ])
  })

  test('gives growing instants that have passed when it answers, also when the clock stands still or goes back', async () => {
    const { store } = opened
    let now = 1_000_000
    const log = await SingleWriterLedger.open(store, () => now++)
    const entries = [await log.append({ networkId: 'acme', change: 'on' }, 'boss')]
    now -= 5
    const both = [log.append({ networkId: 'acme', change: 'off' }, 'boss'), log.append({ networkId: 'acme', change: 'on' }, 'boss')]
    entries.push(...(await Promise.all(both)))
    const instants = entries.map(({ at }) => at)
    expect(instants).toEqual([...new Set(instants)].sort((a, b) => a - b))
    expect(entries.map(({ change }) => change)).toEqual(['on', 'off', 'on'])
  })

  test('still knows what it knew where neither a write nor a look at the ledger succeeds', async () => {
    const { store } = opened
    let isBroken = false
    const broken = <T extends object>(connection: T): T =>
      new Proxy(connection, {
        get: (target, name) => (isBroken ? () => Promise.reject(new Error('away')) : Reflect.get(target, name, target)),
      })
    const log = await SingleWriterLedger.open(
      { ...store, ledgerQueries: broken(store.ledgerQueries), insertRows: (...rows) => broken(store).insertRows(...rows) },
      Date.now,
    )
    await log.append({ networkId: 'acme', change: 'on' }, 'boss')
    isBroken = true
    await expect(log.append({ networkId: 'acme', change: 'off' }, 'boss')).rejects.toThrow('away')
    expect(log.ledger.get('acme')?.periods).toMatchObject([{ endsAt: Number.POSITIVE_INFINITY }])
  })

  test('is settled when what was asked for before is known, and goes on after a write that failed', async () => {
    const { store } = opened
    let isBroken = true
    const log = await SingleWriterLedger.open(
      { ...store, insertRows: (...args) => (isBroken ? Promise.reject(new Error('disk full')) : store.insertRows(...args)) },
      Date.now,
    )
    await expect(log.append({ networkId: 'acme', change: 'on' }, 'boss')).rejects.toThrow('disk full')
    expect(log.ledger.get('acme')).toBeUndefined()
    isBroken = false
    const writing = log.append({ networkId: 'acme', change: 'on' }, 'boss')
    await log.refresh()
    expect(log.ledger.get('acme')?.periods).toHaveLength(1)
    await writing
  })
})
