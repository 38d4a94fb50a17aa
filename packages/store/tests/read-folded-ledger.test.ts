import { foldLedger } from '@stitchlog/timeline'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import { appendTrackingChanges, type LedgerEntry, readFoldedLedger } from '../src/index.ts'
import { emptyTable, openTemporaryStore } from './temporary-store.ts'

let opened: Awaited<ReturnType<typeof openTemporaryStore>>
beforeAll(async () => {
  opened = await openTemporaryStore()
})
afterAll(async () => {
  await opened.close()
})

const entry: fc.Arbitrary<Omit<LedgerEntry, 'changeId'>> = fc
  .record({
    networkId: fc.constantFrom('a', "a'", 'a\\n', 'ä', 'b'),
    at: fc.nat({ max: 20 }),
    kind: fc.constantFrom('on', 'off', 'retention', 'erase', 'erase'),
    number: fc.integer({ min: 60, max: 62 }),
    userId: fc.constantFrom('', 'anna', "ann'a", 'ber\\n', 'é'),
  })
  .map(({ networkId, at, kind, number, userId }) => {
    const common = { networkId, at }
    if (kind === 'on') return { ...common, change: 'on', ...(number === 60 ? {} : { inactivityTimeoutSeconds: { web: number } }) }
    if (kind === 'off') return { ...common, change: 'off' }
    if (kind === 'retention') return { ...common, change: 'retention', days: number }
    return { ...common, change: 'erase', ...(userId === '' ? {} : { userId }) }
  })

describe('the folded ledger', () => {
  test('is the same as the whole one folded, however its pages fall, whatever is stored twice, for all networks or one', async () => {
    const { seed, numRuns } = propertyParameters()
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), async (changes, rowsPerPage) => {
        await emptyTable(opened.store, 'tracking_ledger')
        const entries = changes.map((change, nth) => ({ ...change, changeId: String(nth).padStart(3, '0') }) as LedgerEntry)
        if (entries.length > 0) await appendTrackingChanges(opened.store, entries)
        if (entries.length > 9) await appendTrackingChanges(opened.store, entries.slice(3, 9))
        const expected = foldLedger(entries)
        const { ledger } = await readFoldedLedger(opened.store, { rowsPerPage })
        expect(ledger).toEqual(expected)
        for (const networkId of ['a', 'ä', 'nobody']) {
          const { ledger: ofOne } = await readFoldedLedger(opened.store, { networkId, rowsPerPage })
          expect(ofOne.get(networkId)).toEqual(expected.get(networkId))
          expect(ofOne.size).toBe(expected.has(networkId) ? 1 : 0)
        }
      }),
      // Each case is several statements.
      { seed, numRuns: Math.ceil(numRuns / 50) },
    )
  })

  test('reads of the erasures of a person one row, and says when the newest entry was stored', async () => {
    await emptyTable(opened.store, 'tracking_ledger')
    expect(await readFoldedLedger(opened.store)).toEqual({ ledger: new Map(), newestInsertedAt: 0 })
    const erasures = Array.from({ length: 500 }, (_, at): LedgerEntry => {
      return { networkId: 'a', change: 'erase', userId: `user ${at % 3}`, at, changeId: `${at}` }
    })
    await appendTrackingChanges(opened.store, erasures)
    let rows = 0
    const ledgerQueries = new Proxy(opened.store.ledgerQueries, {
      get: (target, name) =>
        name !== 'selectRows'
          ? Reflect.get(target, name, target)
          : async (...parameters: Parameters<typeof target.selectRows>) => {
              const found = await target.selectRows(...parameters)
              rows += found.length
              return found
            },
    })
    const { ledger, newestInsertedAt } = await readFoldedLedger({ ledgerQueries })
    expect(ledger).toEqual(foldLedger(erasures))
    expect(rows).toBe(1 + 3)
    expect(Math.abs(Date.now() - newestInsertedAt)).toBeLessThan(600_000)
  })
})
