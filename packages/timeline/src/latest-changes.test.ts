import type { TrackingChange } from '@stitchlog/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { effectiveSwitches } from '../tests/effective-switches.ts'
import { growingNetworkLedger } from './growing-network-ledger.ts'
import { changeKindOf, type EffectiveChange, latestChanges } from './latest-changes.ts'
import { dayMs, timeoutsOf } from './ledger.ts'

const change: fc.Arbitrary<TrackingChange> = fc
  .record({
    kind: fc.constantFrom('on', 'off', 'retention'),
    at: fc.nat({ max: 40 }),
    web: fc.constantFrom(60, 1800),
    days: fc.constantFrom(30, 400),
  })
  .map(({ kind, at, web, days }): TrackingChange => {
    const network = { networkId: 'acme', at }
    if (kind === 'retention') return { ...network, change: 'retention', days }
    return kind === 'on' ? { ...network, change: 'on', inactivityTimeoutSeconds: { web } } : { ...network, change: 'off' }
  })

/** The same put plainly: change by change from the first. */
function effectiveChanges(changes: readonly TrackingChange[]): EffectiveChange[] {
  const switches = effectiveSwitches(changes).map((each, nth, all): EffectiveChange => {
    if (each.change === 'off') return { change: 'off', at: each.at }
    const before = all[nth - 1]
    return { change: 'on', at: each.at, timeoutMs: timeoutsOf(each), timeoutMsBefore: before?.change === 'on' ? timeoutsOf(before) : undefined }
  })
  const daysByInstant = new Map(changes.flatMap((each) => (each.change === 'retention' ? [[each.at, each.days] as const] : [])))
  const retentions: EffectiveChange[] = []
  let daysBefore: number | undefined
  for (const [at, days] of [...daysByInstant].sort(([a], [b]) => a - b)) {
    if (days !== daysBefore)
      retentions.push({
        change: 'retention',
        at,
        retentionMs: days * dayMs,
        retentionMsBefore: daysBefore === undefined ? undefined : daysBefore * dayMs,
      })
    daysBefore = days
  }
  return [...retentions, ...switches].sort((one, other) => one.at - other.at)
}

test('are what changed something, wherever the page begins and however long it is', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.integer({ min: 1, max: 10 }), (changes, count) => {
      const all = effectiveChanges(changes)
      const ledger = growingNetworkLedger(changes)
      expect(latestChanges(ledger, undefined, Number.POSITIVE_INFINITY)).toEqual(all)
      for (const [nth, each] of all.entries()) {
        const before = { at: each.at, kind: changeKindOf(each) }
        expect(latestChanges(ledger, before, count)).toEqual(all.slice(Math.max(0, nth - count), nth))
      }
      for (const at of [0, 20, 42])
        expect(latestChanges(ledger, { at, kind: 'retention' }, count)).toEqual(all.filter((each) => each.at < at).slice(-count))
    }),
  )
})

test('of a network without changes there are none', () => {
  expect(latestChanges(undefined, undefined, 10)).toEqual([])
})
