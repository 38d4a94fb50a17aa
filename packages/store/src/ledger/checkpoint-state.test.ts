import type { TrackingChange } from '@stitchlog/contracts'
import { growingNetworkLedger } from '@stitchlog/timeline'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyParameters } from '../../../timeline/tests/property-runs.ts'
import { checkpointState, ledgerOfCheckpoint } from './checkpoint-state.ts'

const change = fc
  .record({ kind: fc.constantFrom('on', 'off', 'retention'), at: fc.nat(300), number: fc.integer({ min: 60, max: 62 }) })
  .map(({ kind, at, number }): TrackingChange => {
    const common = { networkId: 'acme', at }
    if (kind === 'retention') return { ...common, change: 'retention', days: number }
    if (kind === 'off') return { ...common, change: 'off' }
    return { ...common, change: 'on', ...(number === 60 ? {} : { inactivityTimeoutSeconds: number === 61 ? { web: 61 } : { mobile: 62, web: 61 } }) }
  })

test('a ledger comes back from its state as it was, and takes or refuses further changes as it would have', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 120 }), fc.array(change, { maxLength: 5 }), (changes, further) => {
      const ledger = growingNetworkLedger(changes)
      const restored = ledgerOfCheckpoint('acme', checkpointState(ledger))
      expect(restored).toEqual(ledger)
      for (const each of further) {
        expect(restored?.add(each)).toBe(ledger.add(each))
        expect(restored).toEqual(ledger)
      }
    }),
    propertyParameters(),
  )
})

test('a state of another format is none', () => {
  const state = checkpointState(growingNetworkLedger([{ networkId: 'acme', at: 1, change: 'on' }]))
  expect(ledgerOfCheckpoint('acme', state.replace('"format":1', '"format":2'))).toBeUndefined()
})
