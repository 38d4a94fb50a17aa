import type { TrackingChange } from '@stitchlog/contracts'
import { expect, test } from 'vitest'
import { foldLedger } from './fold-ledger.ts'
import { trackingStateOf as trackingStateOfNetwork } from './tracking-state.ts'

const defaults = { mobile: 300_000, web: 1_800_000 }

const on = (at: number, web?: number): TrackingChange => ({
  networkId: 'acme',
  change: 'on',
  at,
  ...(web === undefined ? {} : { inactivityTimeoutSeconds: { web } }),
})
const off = (at: number): TrackingChange => ({ networkId: 'acme', change: 'off', at })

const trackingStateOf = (changes: TrackingChange[], instant: number) => trackingStateOfNetwork(foldLedger(changes).get('acme'), instant)

const stateOf = (changes: TrackingChange[], instant: number) => {
  const { retentionDays, ...state } = trackingStateOf(changes, instant)
  return state
}

test('a network that nobody switched on is off, since nobody knows when', () => {
  expect(stateOf([], 5)).toEqual({ enabled: false, since: null, timeoutMs: defaults })
  expect(stateOf([off(1)], 5)).toEqual({ enabled: false, since: null, timeoutMs: defaults })
  expect(stateOf([on(10)], 9)).toEqual({ enabled: false, since: null, timeoutMs: defaults })
})

test('a network is on since its switch-on, and off since its switch-off', () => {
  expect(stateOf([on(10)], 10)).toEqual({ enabled: true, since: 10, timeoutMs: defaults })
  expect(stateOf([on(10), off(20)], 19)).toEqual({ enabled: true, since: 10, timeoutMs: defaults })
  expect(stateOf([on(10), off(20)], 20)).toEqual({ enabled: false, since: 20, timeoutMs: defaults })
  expect(stateOf([on(10), off(20), off(25), on(30), on(35)], 40)).toEqual({ enabled: true, since: 30, timeoutMs: defaults })
})

test('other timeouts do not change since when it is on', () => {
  expect(stateOf([on(10), on(20, 60), on(30, 120)], 40)).toEqual({ enabled: true, since: 10, timeoutMs: { mobile: 300_000, web: 120_000 } })
  expect(stateOf([on(1), off(5), on(10), on(20, 60)], 40).since).toBe(10)
})

test("a network's own retention is the one in force", () => {
  const retention = (at: number, days: number): TrackingChange => ({ networkId: 'acme', change: 'retention', at, days })
  expect(trackingStateOf([on(10)], 20).retentionDays).toBeUndefined()
  expect(trackingStateOf([on(10), retention(15, 30), retention(25, 60)], 20).retentionDays).toBe(30)
})
