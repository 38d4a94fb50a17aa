import type { TrackingChange } from '@stitchlog/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { effectiveSwitches } from '../tests/effective-switches.ts'
import { foldLedger } from './fold-ledger.ts'
import { GrowingNetworkLedger, growingNetworkLedger } from './growing-network-ledger.ts'
import { type TrackingPeriod, timeoutsOf } from './ledger.ts'

const change: fc.Arbitrary<TrackingChange> = fc
  .record({ kind: fc.nat({ max: 4 }), at: fc.nat({ max: 30 }), days: fc.integer({ min: 1, max: 3 }), web: fc.constantFrom(60, 1800) })
  .map(({ kind, at, days, web }): TrackingChange => {
    const network = { networkId: 'acme', at }
    if (kind === 0) return { ...network, change: 'on', inactivityTimeoutSeconds: { web } }
    if (kind === 1) return { ...network, change: 'off' }
    if (kind === 2) return { ...network, change: 'retention', days }
    return { ...network, change: 'erase', ...(kind === 3 ? { userId: `user ${days}` } : {}) }
  })

const content = ({ periods, retentions, networkErasedUntil, userErasedUntil, newestAt }: GrowingNetworkLedger) => ({
  periods,
  retentions,
  networkErasedUntil,
  userErasedUntil,
  newestAt,
})

/** What the periods are, put plainly: from each switch that changes something to the next. */
function naivePeriods(changes: readonly TrackingChange[]): TrackingPeriod[] {
  const switches = effectiveSwitches(changes)
  return switches.flatMap((change, index) =>
    change.change === 'on'
      ? [{ startsAt: change.at, endsAt: switches[index + 1]?.at ?? Number.POSITIVE_INFINITY, timeoutMs: timeoutsOf(change) }]
      : [],
  )
}

test('is what the whole ledger folds to, after each change, in any order, also at one instant', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), fc.boolean(), (changes, isSorted) => {
      const all = isSorted ? changes.toSorted((a, b) => a.at - b.at) : changes
      let ledger = new GrowingNetworkLedger()
      for (const [index, each] of all.entries()) {
        const known = all.slice(0, index + 1)
        if (!ledger.add(each)) ledger = growingNetworkLedger(known)
        expect(ledger.periods).toEqual(naivePeriods(known))
        expect(content(ledger)).toEqual(foldLedger(known).get('acme'))
      }
    }),
  )
})
