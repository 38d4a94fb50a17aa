import type { TrackingChange } from '@stitchlog/contracts'
import { describe, expect, test } from 'vitest'
import { foldLedger } from './fold-ledger.ts'
import { erasedUntil, type NetworkLedger, retentionMsAt, trackingPeriodAt } from './ledger.ts'

const dayMs = 86_400_000
const defaults = { mobile: 300_000, web: 1_800_000 }

const on = (at: number, inactivityTimeoutSeconds?: { mobile?: number; web?: number }): TrackingChange => ({
  networkId: 'acme',
  change: 'on',
  at,
  ...(inactivityTimeoutSeconds && { inactivityTimeoutSeconds }),
})
const off = (at: number): TrackingChange => ({ networkId: 'acme', change: 'off', at })
const erase = (at: number, userId?: string): TrackingChange => ({ networkId: 'acme', change: 'erase', at, ...(userId !== undefined && { userId }) })
const retention = (at: number, days: number): TrackingChange => ({ networkId: 'acme', change: 'retention', at, days })

function fold(...changes: TrackingChange[]): NetworkLedger {
  const network = foldLedger(changes).get('acme')
  if (network === undefined) throw new Error('acme has no ledger')
  return network
}

const periods = (...changes: TrackingChange[]) => fold(...changes).periods.map(({ startsAt, endsAt }) => [startsAt, endsAt])

describe('tracking periods', () => {
  test('last from a switch-on to the switch-off', () => {
    expect(periods(on(10), off(20), on(30), off(40))).toEqual([
      [10, 20],
      [30, 40],
    ])
  })

  test('stay open until there is a switch-off', () => {
    expect(periods(on(10))).toEqual([[10, Infinity]])
  })

  test('do not depend on the order of changes at different instants', () => {
    expect(periods(off(40), on(30), off(20), on(10))).toEqual(periods(on(10), off(20), on(30), off(40)))
  })

  test('have the default timeouts unless the switch-on names others', () => {
    expect(fold(on(10)).periods[0]?.timeoutMs).toEqual(defaults)
    expect(fold(on(10, {})).periods[0]?.timeoutMs).toEqual(defaults)
    expect(fold(on(10, { mobile: 60 })).periods[0]?.timeoutMs).toEqual({ mobile: 60_000, web: 1_800_000 })
    expect(fold(on(10, { web: 14_400 })).periods[0]?.timeoutMs).toEqual({ mobile: 300_000, web: 14_400_000 })
  })

  test('a timeout that a later switch-on does not name is the default again', () => {
    expect(fold(on(10, { mobile: 60, web: 60 }), on(20, { web: 120 })).periods[1]?.timeoutMs).toEqual({ mobile: 300_000, web: 120_000 })
  })

  test('end where a switch-on changes the timeout of either device', () => {
    expect(periods(on(10), on(20, { web: 60 }))).toEqual([
      [10, 20],
      [20, Infinity],
    ])
    expect(periods(on(10), on(20, { mobile: 60 }), on(30))).toEqual([
      [10, 20],
      [20, 30],
      [30, Infinity],
    ])
  })

  test('go on where a switch-on changes nothing, however it is put', () => {
    expect(periods(on(10), on(20), on(30, {}), on(40, { mobile: 300 }), on(50, { mobile: 300, web: 1800 }))).toEqual([[10, Infinity]])
  })

  test('a switch-off while off is none', () => {
    expect(periods(off(5), on(10), off(20), off(25))).toEqual([[10, 20]])
  })

  test('end at the first of two switch-offs', () => {
    expect(periods(on(10), off(20), off(30), on(40))).toEqual([
      [10, 20],
      [40, Infinity],
    ])
  })

  test('a change back to the first timeouts begins another period', () => {
    expect(periods(on(10), on(20, { web: 60 }), on(30)).map(([startsAt]) => startsAt)).toEqual([10, 20, 30])
  })

  test('neither erasures nor retentions end them', () => {
    expect(periods(on(10), erase(20), erase(30, 'u'), retention(40, 1))).toEqual([[10, Infinity]])
  })
})

describe('of several switches at one instant the last counts', () => {
  test('on then off is off', () => {
    expect(periods(on(10), off(10))).toEqual([])
  })

  test('off then on is on', () => {
    expect(periods(off(10), on(10))).toEqual([[10, Infinity]])
  })

  test('off and on with the timeouts from before is nothing', () => {
    expect(periods(on(10), off(20), on(20))).toEqual([[10, Infinity]])
  })

  test('other timeouts and back is nothing', () => {
    expect(periods(on(10), on(20, { web: 60 }), on(20))).toEqual([[10, Infinity]])
  })

  test('off and on with other timeouts is a change of timeouts', () => {
    expect(periods(on(10), off(20), on(20, { web: 60 }))).toEqual([
      [10, 20],
      [20, Infinity],
    ])
  })

  test('of retentions too, and neither hides the other', () => {
    const network = fold(retention(10, 5), on(10), retention(10, 7))
    expect(retentionMsAt(network, 10)).toBe(7 * dayMs)
    expect(trackingPeriodAt(network, 10)?.startsAt).toBe(10)
  })

  test('but erasures all count, with switches too', () => {
    const network = fold(off(10), erase(10, 'u'), erase(10, 'v'), on(10))
    expect(erasedUntil(network, 'u')).toBe(10)
    expect(erasedUntil(network, 'v')).toBe(10)
    expect(trackingPeriodAt(network, 10)?.startsAt).toBe(10)
  })

  test('a switch of one network is none of another', () => {
    const ledger = foldLedger([on(10), { ...off(10), networkId: 'other' }])
    expect(ledger.get('acme')?.periods).toHaveLength(1)
    expect(ledger.get('other')?.periods).toHaveLength(0)
  })
})

describe('the period of an instant', () => {
  const network = fold(on(10), off(20), on(30, { web: 60 }), on(40))

  test.each([
    [9, undefined],
    [10, 10],
    [19, 10],
    [20, undefined],
    [29, undefined],
    [30, 30],
    [39, 30],
    [40, 40],
    [4_102_444_799_999, 40],
  ])('at %i it began at %s: on counts from its instant, off until its own', (instant, startsAt) => {
    expect(trackingPeriodAt(network, instant)?.startsAt).toBe(startsAt)
  })
})

describe('erasures', () => {
  test('of a user do not touch another', () => {
    const network = fold(on(10), erase(20, 'u'))
    expect(erasedUntil(network, 'u')).toBe(20)
    expect(erasedUntil(network, 'v')).toBe(-Infinity)
  })

  test('of the network touch everybody', () => {
    const network = fold(on(10), erase(20, 'u'), erase(30))
    expect(erasedUntil(network, 'u')).toBe(30)
    expect(erasedUntil(network, 'v')).toBe(30)
  })

  test('the latest counts, in whatever order they come', () => {
    expect(erasedUntil(fold(erase(30, 'u'), erase(20, 'u'), erase(25)), 'u')).toBe(30)
    expect(erasedUntil(fold(erase(25), erase(40), erase(30)), 'u')).toBe(40)
  })

  test('of a user called like a property of objects are that user only', () => {
    const network = fold(erase(20, '__proto__'), erase(30, 'constructor'))
    expect(erasedUntil(network, '__proto__')).toBe(20)
    expect(erasedUntil(network, 'constructor')).toBe(30)
    expect(erasedUntil(network, 'toString')).toBe(-Infinity)
  })
})

describe('retention', () => {
  test('holds from its instant until another', () => {
    const network = fold(retention(30, 400), retention(10, 1), on(20))
    expect(retentionMsAt(network, 9)).toBeUndefined()
    expect(retentionMsAt(network, 10)).toBe(dayMs)
    expect(retentionMsAt(network, 29)).toBe(dayMs)
    expect(retentionMsAt(network, 30)).toBe(400 * dayMs)
  })
})

test('no changes are no networks', () => {
  expect(foldLedger([]).size).toBe(0)
})
