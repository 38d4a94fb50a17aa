import type { TrackingChange } from '@stitchlog/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { effectiveSwitches } from '../tests/effective-switches.ts'
import { growingNetworkLedger } from './growing-network-ledger.ts'
import { latestSwitches } from './latest-switches.ts'
import { timeoutsOf } from './ledger.ts'

const change: fc.Arbitrary<TrackingChange> = fc
  .record({ isOn: fc.boolean(), at: fc.nat({ max: 40 }), web: fc.constantFrom(60, 1800) })
  .map(({ isOn, at, web }): TrackingChange => {
    const network = { networkId: 'acme', at }
    return isOn ? { ...network, change: 'on', inactivityTimeoutSeconds: { web } } : { ...network, change: 'off' }
  })

test('are what changed something, wherever the page begins and however long it is', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.integer({ min: 0, max: 42 }), fc.integer({ min: 1, max: 10 }), (changes, before, count) => {
      const all = effectiveSwitches(changes).map((each) =>
        each.change === 'on' ? { change: each.change, at: each.at, timeoutMs: timeoutsOf(each) } : { change: each.change, at: each.at },
      )
      const ledger = growingNetworkLedger(changes)
      expect(latestSwitches(ledger, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)).toEqual(all)
      expect(latestSwitches(ledger, before, count)).toEqual(all.filter(({ at }) => at < before).slice(-count))
    }),
  )
})

test('of a network without changes there are none', () => {
  expect(latestSwitches(undefined, Number.POSITIVE_INFINITY, 10)).toEqual([])
})
