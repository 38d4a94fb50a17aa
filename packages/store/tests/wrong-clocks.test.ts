import { setTimeout } from 'node:timers/promises'
import { foldLedger } from '@stitchlog/timeline'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { awakeMsOf } from '../../../tests/awake-ms.ts'
import { type RequestedChange, readNetworkChanges, SharedLedger, SingleWriterLedger, type Store, type TrackingLedger } from '../src/index.ts'
import { openTemporaryStore } from './temporary-store.ts'

const hourMs = 3_600_000

/** A clock that runs on, and can be set. */
class SettableClock {
  #offsetMs = 0
  readonly now = () => Date.now() + this.#offsetMs
  move(ms: number): void {
    this.#offsetMs += ms
  }
}

interface Kind {
  readonly name: string
  readonly leadMs: number
  open(store: Store, now: () => number): Promise<TrackingLedger>
}

const kinds: readonly Kind[] = [
  { name: 'of one process', leadMs: 0, open: (store, now) => SingleWriterLedger.open(store, now) },
  { name: 'of many processes', leadMs: 2000, open: (store, now) => SharedLedger.open(store, { now, onLateWrite: () => {} }) },
]

describe.each(kinds)('a ledger $name, by a clock that is set', { timeout: 600_000 }, ({ leadMs, open }) => {
  let opened: Awaited<ReturnType<typeof openTemporaryStore>>
  let network = 0
  beforeAll(async () => {
    opened = await openTemporaryStore()
  })
  afterAll(async () => {
    await opened.close()
  })
  const begin = async (store = opened.store) => {
    const clock = new SettableClock()
    const ledger = await open(store, clock.now)
    const networkId = `${leadMs} ${network++}`
    /** What it was answered, and how long that took. */
    const append = async (change: 'on' | 'off' | { readonly days: number } | 'erase', of = networkId) => {
      const requested: RequestedChange = typeof change === 'object' ? { networkId: of, change: 'retention', ...change } : { networkId: of, change }
      const beganAt = performance.now()
      const appending = ledger.append(requested, 'boss')
      const awakeMs = await awakeMsOf(() => appending)
      const tookMs = performance.now() - beganAt
      expect(awakeMs).toBeLessThan(leadMs + 3000)
      return { ...(await appending), tookMs, awakeMs }
    }
    return { clock, ledger, networkId, append }
  }

  test('that was an hour ahead: every change is answered at once with the instant that it counts from, one after the newest', async () => {
    const { clock, ledger, networkId, append } = await begin()
    clock.move(hourMs)
    const on = await append('on')
    clock.move(-hourMs)
    const later = [await append('off'), await append({ days: 30 }), await append('erase'), await append('on')]
    expect(later.map(({ at }) => at)).toEqual([1, 2, 3, 4].map((ms) => on.at + ms))
    for (const { awakeMs } of later) expect(awakeMs).toBeLessThan(1500)
    expect(ledger.newestAt - clock.now()).toBeGreaterThan(hourMs - 60_000)
    const again = await open(opened.store, clock.now)
    const stored = await readNetworkChanges(opened.store, networkId)
    expect(stored.map(({ at, change }) => [at, change])).toEqual([on, ...later].map(({ at, change }) => [at, change]))
    expect(again.ledger.get(networkId)).toEqual(ledger.ledger.get(networkId))
    expect(again.ledger.get(networkId)).toEqual(foldLedger(stored).get(networkId))
    expect(again.newestAt).toBe(on.at + 4)
  })

  test('that was an hour ahead for one network: others change, and are asked for, as ever, also meanwhile', async () => {
    const { clock, ledger, networkId, append } = await begin()
    clock.move(hourMs)
    await append('on')
    clock.move(-hourMs)
    const other = `${networkId} other`
    const [, , right] = await Promise.all([append('off'), append('erase'), append('on', other)])
    expect(clock.now()).toBeGreaterThan(right.at)
    expect(right.at - clock.now()).toBeGreaterThan(-hourMs / 2)
    const beganAt = performance.now()
    await Promise.all([ledger.refresh(), ledger.refresh(networkId), ledger.refresh(other)])
    // It would wait for an hour; a busy machine takes more than 2 s for three reads.
    expect(performance.now() - beganAt).toBeLessThan(10_000)
    // What is received now is decided on soon, not in an hour.
    const receivedAt = clock.now()
    await setTimeout(1100)
    await ledger.refresh()
    expect(ledger.knownUntil).toBeGreaterThanOrEqual(receivedAt)
  })

  test('that is set back by 2 s: a change is waited for until it counts', async () => {
    const { clock, append } = await begin()
    const on = await append('on')
    clock.move(-2000)
    const off = await append('off')
    expect(off.at).toBeGreaterThan(on.at)
    if (off.at - clock.now() > 0) expect(leadMs, 'only where that takes no longer than the limit').toBe(0)
  })

  test('that is set forward by an hour in the middle of a change: it counts on every clock when it is answered', async () => {
    const { clock, append } = await begin()
    const appending = append('on')
    await setTimeout(leadMs / 4)
    clock.move(hourMs)
    const { tookMs } = await appending
    expect(tookMs).toBeGreaterThanOrEqual(leadMs - 1)
  })

  test('that is set back by an hour in the middle of a change: it is answered all the same', async () => {
    const { clock, append } = await begin()
    const appending = append('on')
    await setTimeout(leadMs / 4)
    clock.move(-hourMs)
    await appending
    const off = await append('off')
    expect(off.awakeMs).toBeLessThan(1500)
  })

  test('pressing a switch again writes nothing, and is answered no sooner than what is there counts', async () => {
    const { ledger, networkId, append } = await begin()
    expect(await append('off')).toMatchObject({ change: 'off' })
    expect(ledger.ledger.get(networkId)).toBeUndefined()
    const [on] = await Promise.all([append('on'), append('on'), append('on')])
    const again = await append('on')
    expect(again.at).toBeGreaterThanOrEqual(on.at)
    expect(again.awakeMs).toBeLessThan(1500)
    await append({ days: 30 })
    await append({ days: 30 })
    await append('off')
    await append('off')
    await append('erase')
    await append('erase')
    const stored = await readNetworkChanges(opened.store, networkId)
    expect(stored.map(({ change }) => change)).toEqual(['on', 'retention', 'off', 'erase', 'erase'])
    expect(ledger.ledger.get(networkId)).toEqual(foldLedger(stored).get(networkId))
    expect((await open(opened.store, Date.now)).ledger.get(networkId)).toEqual(ledger.ledger.get(networkId))
  })

  test('networks do not wait for a write of another one that hangs', async () => {
    const held: (() => void)[] = []
    const store: Store = {
      ...opened.store,
      async insertRows(table, columns, rows) {
        if (rows.toString().includes('hangs')) await new Promise<void>((resolve) => held.push(resolve))
        await opened.store.insertRows(table, columns, rows)
      },
    }
    const { ledger, append, networkId } = await begin(store)
    const hanging = ledger.append({ networkId: `${networkId} hangs`, change: 'on' }, 'boss')
    await vi.waitFor(() => expect(held).toHaveLength(1), 180_000)
    await append('on')
    await append('off')
    await ledger.refresh(networkId)
    held.shift()?.()
    await hanging
  })
})

test.each(['erase', 'retention'])(
  'an entry (%s) is not missed that a server stores whose clock was an hour ahead before, or is an hour behind now',
  async (change) => {
    const { store, close } = await openTemporaryStore()
    const ledger = await SharedLedger.open(store, { now: Date.now, onLateWrite: () => {} })
    const insert = async (changeId: string, insertedAtMs: number, at: number) => {
      const text = (instant: number) => new Date(instant).toISOString().slice(0, -1)
      const columns = ['network_id', 'at', 'change_id', 'change', 'user_id', 'retention_days', 'inserted_at']
      const row = ['acme', text(at), changeId, change, change === 'erase' ? changeId : '', change === 'erase' ? '\\N' : '30', text(insertedAtMs)]
      await store.insertRows('tracking_ledger', columns, Buffer.from(`${row.join('\t')}\n`))
      await ledger.refresh()
      const { retentions = [], userErasedUntil } = ledger.ledger.get('acme') ?? {}
      return userErasedUntil?.get(changeId) === at || retentions.some(({ startsAt }) => startsAt === at)
    }
    const now = Date.now()
    expect(await insert('ahead', now + hourMs, now)).toBe(true)
    expect(await insert('right', now, now + 2)).toBe(true)
    expect(await insert('behind', now - hourMs, now + 1)).toBe(true)
    await close()
  },
)

test('a full read is due also after a clock that was ahead at the last one is put right', async () => {
  const { store, close } = await openTemporaryStore()
  const clock = new SettableClock()
  clock.move(10 * hourMs)
  const ledger = await SharedLedger.open(store, { now: clock.now, onLateWrite: () => {} })
  expect(ledger.knownUntil).toBeGreaterThan(Date.now() + 9 * hourMs)
  clock.move(-10 * hourMs)
  const columns = ['network_id', 'at', 'change_id', 'change', 'user_id', 'inserted_at']
  await store.insertRows('tracking_ledger', columns, Buffer.from('acme\t2020-01-01T00:00:00.000\told\ton\t\t2020-01-01T00:00:00.000\n'))
  await ledger.refresh()
  await vi.waitFor(() => expect(ledger.ledger.get('acme')?.periods).toHaveLength(1), 180_000)
  // What was received since is known only by reads of the clock that is right.
  expect(ledger.knownUntil).toBeLessThan(Date.now())
  await close()
})
