import type { TrackingChange } from '@stitchlog/contracts'
import { foldLedger } from '@stitchlog/timeline'
import { describe, expect, test } from 'vitest'
import type { RejectedContent } from './decode.ts'
import { mayKeepContent } from './may-keep-content.ts'

const [onAt, offAt] = [1000, 2000]
const on = { networkId: 'acme', change: 'on', at: onAt } as const
const off = { networkId: 'acme', change: 'off', at: offAt } as const

const content = (known: Partial<RejectedContent>): RejectedContent => ({
  outcome: 'rejected',
  reason: 'malformed',
  detail: '',
  networkId: 'acme',
  userId: 'anna',
  receivedAt: 1500,
  ...known,
})
const mayKeep = (known: Partial<RejectedContent>, ...changes: TrackingChange[]) => mayKeepContent(content(known), foldLedger(changes))

describe('what is no event may be kept', () => {
  test('where nobody can read whose it is', () => {
    expect(mayKeep({ networkId: undefined, userId: undefined }, off)).toBe(true)
    expect(mayKeep({ networkId: undefined }, { networkId: 'acme', change: 'erase', userId: 'anna', at: 9999 })).toBe(true)
  })

  test('of a network that was on when it was received: from the switch-on until just before the switch-off', () => {
    const kept = [onAt - 1, onAt, offAt - 1, offAt].map((receivedAt) => mayKeep({ receivedAt }, on, off))
    expect(kept).toEqual([false, true, true, false])
  })

  test('not of a network that nobody ever switched on, or that the ledger does not know', () => {
    expect(mayKeep({ networkId: 'another' }, on)).toBe(false)
    expect(mayKeep({}, { networkId: 'acme', change: 'retention', at: 0, days: 30 })).toBe(false)
  })

  test('where only the network can be read', () => {
    expect(mayKeep({ userId: undefined }, on)).toBe(true)
  })
})

describe('an erasure lets nothing be kept', () => {
  test('that was received up to its instant, of this user or of the whole network', () => {
    for (const who of [{ userId: 'anna' }, {}]) {
      const kept = [1499, 1500, 1501].map((receivedAt) => mayKeep({ receivedAt }, on, { networkId: 'acme', change: 'erase', at: 1500, ...who }))
      expect(kept).toEqual([false, false, true])
    }
  })

  test('also where tracking was switched on again since', () => {
    const again = { networkId: 'acme', change: 'on', at: 5000 } as const
    expect(mayKeep({}, on, off, { networkId: 'acme', change: 'erase', userId: 'anna', at: 4000 }, again)).toBe(false)
  })

  test('but of others', () => {
    expect(mayKeep({}, on, { networkId: 'acme', change: 'erase', userId: 'ben', at: 1500 })).toBe(true)
    expect(mayKeep({}, on, { networkId: 'another', change: 'erase', at: 1500 })).toBe(true)
    expect(mayKeep({ userId: undefined }, on, { networkId: 'acme', change: 'erase', userId: 'anna', at: 1500 })).toBe(true)
  })
})
