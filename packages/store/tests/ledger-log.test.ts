import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { LedgerLog, type Store } from '../src/index.ts'
import { openTemporaryStore } from './temporary-store.ts'

describe('a ledger that one process has for itself', () => {
  let opened: Awaited<ReturnType<typeof openTemporaryStore>>
  beforeAll(async () => {
    opened = await openTemporaryStore()
  })
  afterAll(async () => {
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
      await vi.waitFor(() => expect(waiting).not.toEqual([]))
      const write = waiting.shift()
      if (write === undefined) throw new Error('nothing waits')
      return write
    }
    return { store, next }
  }

  test('is unknown from the instant of a change on until it is written, and answers after that instant', async () => {
    const { store, next } = withHeldWrites()
    const ledger = await LedgerLog.open(store, Date.now)
    expect(ledger.knownUntil).toBe(Number.POSITIVE_INFINITY)
    const askedAt = Date.now()
    const appended = ledger.append({ networkId: 'held', change: 'on' }, 'boss')
    const write = await next()
    // What was received before may be decided on, what comes now has to wait.
    expect(ledger.knownUntil).toBeGreaterThanOrEqual(askedAt)
    expect(ledger.knownUntil).toBeLessThanOrEqual(Date.now())
    expect(ledger.changesOf('held')).toEqual([])
    let isSettled = false
    const settled = ledger.settled().then(() => {
      isSettled = true
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(isSettled).toBe(false)
    write.letThrough()
    const { at } = await appended
    expect(Date.now()).toBeGreaterThanOrEqual(at)
    await settled
    expect(ledger.knownUntil).toBe(Number.POSITIVE_INFINITY)
    expect(ledger.changesOf('held')).toMatchObject([{ change: 'on', at, changedBy: 'boss' }])
  })

  test('answers no sooner than at the instant of the change, on a clock that stands still', async () => {
    const { store, next } = withHeldWrites()
    let now = 5000
    const ledger = await LedgerLog.open(store, () => now)
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
    const ledger = await LedgerLog.open(store, Date.now)
    for (const [change, isStored] of [
      ['on', false],
      ['on', true],
    ] as const) {
      const appended = ledger.append({ networkId: 'lost', change }, 'boss')
      ;(await next()).refuse(isStored)
      await expect(appended).rejects.toThrow('no answer')
      expect(ledger.changesOf('lost')).toHaveLength(isStored ? 1 : 0)
      expect(ledger.knownUntil).toBe(Number.POSITIVE_INFINITY)
    }
  })

  test("gives a network's changes growing instants, also when the clock is set back", async () => {
    let setBackMs = 0
    const ledger = await LedgerLog.open(opened.store, () => Date.now() - setBackMs)
    const first = await ledger.append({ networkId: 'back', change: 'on' }, 'boss')
    setBackMs = 50
    const [second, third] = await Promise.all([
      ledger.append({ networkId: 'back', change: 'off' }, 'boss'),
      ledger.append({ networkId: 'back', change: 'on' }, 'boss'),
    ])
    expect([second.at > first.at, third.at > second.at]).toEqual([true, true])
  })
})
