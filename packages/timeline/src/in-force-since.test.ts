import type { TrackingChange } from '@stitchlog/contracts'
import { expect, test } from 'vitest'
import { effectiveSwitches } from '../tests/effective-switches.ts'
import { foldLedger } from './fold-ledger.ts'
import { inForceSince as inForceSinceOf } from './in-force-since.ts'

const on = (at: number, web?: number): TrackingChange => ({
  networkId: 'acme',
  change: 'on',
  at,
  ...(web === undefined ? {} : { inactivityTimeoutSeconds: { web } }),
})
const off = (at: number): TrackingChange => ({ networkId: 'acme', change: 'off', at })
const retention = (at: number, days: number): TrackingChange => ({ networkId: 'acme', change: 'retention', at, days })
const erase = (at: number): TrackingChange => ({ networkId: 'acme', change: 'erase', at })

const inForceSince = (changes: TrackingChange[], change: TrackingChange) => inForceSinceOf(foldLedger(changes).get('acme'), change)

test('a switch that leaves a network as it is would be a no-op, since what it asks for holds', () => {
  expect(inForceSince([], off(5))).toBe(Number.NEGATIVE_INFINITY)
  expect(inForceSince([], on(5))).toBeUndefined()
  expect(inForceSince([on(1)], on(5))).toBe(1)
  expect(inForceSince([on(1)], on(5, 1800)), 'the default by name').toBe(1)
  expect(inForceSince([on(1)], on(5, 60))).toBeUndefined()
  expect(inForceSince([on(1)], off(5))).toBeUndefined()
  expect(inForceSince([on(1), off(2), off(3), retention(4, 30), erase(5)], off(6))).toBe(2)
  expect(inForceSince([on(1, 60), on(2), on(3)], on(5))).toBe(2)
})

test('so would a retention of as many days as the one before, but no first one, and no erasure', () => {
  expect(inForceSince([on(1)], retention(5, 400))).toBeUndefined()
  expect(inForceSince([retention(1, 400), retention(2, 30)], retention(5, 30))).toBe(2)
  expect(inForceSince([retention(1, 30), retention(2, 400)], retention(5, 30))).toBeUndefined()
  expect(inForceSince([erase(1)], erase(5))).toBeUndefined()
})

test('of a ledger the switches are told that change something, the last of one instant', () => {
  expect(effectiveSwitches([])).toEqual([])
  expect(effectiveSwitches([off(1), on(2), retention(3, 30), on(4), erase(5), on(6, 60), on(7, 60), off(8), off(9), on(10)])).toEqual([
    on(2),
    on(6, 60),
    off(8),
    on(10),
  ])
  expect(effectiveSwitches([on(1), off(1), on(2), off(2)])).toEqual([])
  expect(effectiveSwitches([off(20), on(10)])).toEqual([on(10), off(20)])
})
