import { foldLedger, GrowingNetworkLedger, growingNetworkLedger } from '@stitchlog/timeline'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KnownChanges } from './known-changes.ts'
import type { LedgerEntry } from './ledger-entry.ts'

const switchAt = (at: number, change: 'on' | 'off' = 'on', networkId = 'acme', changeId = String(at).padStart(5, '0')): LedgerEntry => ({
  networkId,
  change,
  at,
  changeId,
})

/** What a store returns that has these. */
const stored = (entries: readonly LedgerEntry[]) => {
  const inOrder = entries.toSorted((a, b) => a.at - b.at || (a.changeId < b.changeId ? -1 : 1))
  return new Map([...Map.groupBy(inOrder, ({ networkId }) => networkId)].map(([id, ofNetwork]) => [id, growingNetworkLedger(ofNetwork)]))
}

const content = (known: KnownChanges) => new Map(known.ledger)

describe('known changes', () => {
  test('are recognised when they are read again, however often', () => {
    const known = new KnownChanges()
    const entries = [switchAt(1), switchAt(2, 'off'), switchAt(3)]
    for (let reads = 0; reads < 3; reads++) known.add(entries)
    expect(known.stale.size).toBe(0)
    expect(content(known)).toEqual(foldLedger(entries))
    expect([known.newestAt, known.newestAtOf('acme'), known.newestAtOf('other')]).toEqual([3, 3, 0])
  })

  test('lack one that was stored late until its network is read anew, and what is added meanwhile is kept', async () => {
    const known = new KnownChanges()
    const entries = [switchAt(10), switchAt(30, 'on', 'other')]
    known.add(entries)
    const late = switchAt(5, 'off')
    known.add([late, switchAt(20, 'off', 'other')])
    expect([...known.stale]).toEqual(['acme', 'other'])
    // A failed read changes nothing.
    await expect(known.replace('acme', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
    expect([...known.stale]).toEqual(['acme', 'other'])
    const written = switchAt(40, 'off')
    const erasure: LedgerEntry = { networkId: 'acme', change: 'erase', userId: 'anna', at: 41, changeId: 'e' }
    await known.replace('acme', async () => {
      const found = stored([...entries, late].filter(({ networkId }) => networkId === 'acme'))
      known.add([written, erasure, switchAt(50, 'off', 'other')])
      return found
    })
    expect([...known.stale]).toEqual(['other'])
    expect(known.ledger.get('acme')).toEqual(foldLedger([late, switchAt(10), written, erasure]).get('acme'))
    expect(known.newestAtOf('other')).toBe(50)
  })

  test('are never missing while all are read anew, also those that were stored late meanwhile', async () => {
    const known = new KnownChanges()
    const entries = [switchAt(10), switchAt(20, 'off')]
    known.add(entries)
    const late = switchAt(5)
    const whole = stored([...entries, late])
    await known.replace(undefined, async () => {
      const found = stored(entries)
      known.add([late])
      await known.replace('acme', async () => whole)
      expect(known.ledger.get('acme')).toEqual(whole.get('acme'))
      return found
    })
    expect(known.ledger.get('acme')).toEqual(whole.get('acme'))
    expect([...known.stale]).toEqual(['acme'])
  })

  test('are forgotten where the store has them no more, once all are read anew', async () => {
    const known = new KnownChanges()
    known.add([switchAt(1), switchAt(1, 'on', 'gone')])
    await known.replace(undefined, async () => stored([switchAt(1)]))
    expect([...known.ledger.keys()]).toEqual(['acme'])
  })

  test('amount to what is stored, in whatever order and however often entries come, once nothing is stale', async () => {
    const entry = fc.record({ at: fc.nat({ max: 9 }), kind: fc.nat({ max: 4 }), networkId: fc.constantFrom('a', 'b') })
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 30 }), fc.array(fc.nat({ max: 29 }), { maxLength: 60 }), async (kinds, reads) => {
        const entries = kinds.map(({ at, kind, networkId }, nth): LedgerEntry => {
          const common = { networkId, at, changeId: String(nth).padStart(2, '0') }
          if (kind === 0) return { ...common, change: 'retention', days: 1 + nth }
          if (kind === 1) return { ...common, change: 'erase', userId: `user ${nth % 3}` }
          return { ...common, change: kind === 2 ? 'off' : 'on', ...(kind === 3 ? { inactivityTimeoutSeconds: { web: 60 } } : {}) } as LedgerEntry
        })
        const known = new KnownChanges()
        const inStore = new Set<LedgerEntry>()
        for (const nth of reads) {
          const read = entries.slice(nth, nth + 3)
          for (const each of read) inStore.add(each)
          known.add(read)
          for (const networkId of known.stale) {
            await known.replace(networkId, async () => {
              const ledger = stored([...inStore]).get(networkId) ?? new GrowingNetworkLedger()
              return new Map([[networkId, ledger]])
            })
          }
          expect(content(known)).toEqual(stored([...inStore]))
        }
      }),
    )
  })

  test('remember few of very many, so that memory does not grow with what is long known', () => {
    const known = new KnownChanges()
    for (let at = 0; at < 50_000; at++) known.add([switchAt(at, at % 2 === 0 ? 'on' : 'off')])
    // The first is forgotten, so it makes its network stale; the last is not.
    known.add([switchAt(49_999, 'off')])
    expect(known.stale.size).toBe(0)
    known.add([switchAt(0)])
    expect(known.stale.size).toBe(1)
  })
})
