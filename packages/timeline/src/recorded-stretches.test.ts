import type { TrackingChange } from '@stitchlog/contracts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyParameters } from '../tests/property-runs.ts'
import { zoneOf } from '../tests/session-parts.ts'
import { admit } from './admission.ts'
import { foldLedger } from './fold-ledger.ts'
import { erasedUntil } from './ledger.ts'
import { recordedSince, recordedStretches } from './recorded-stretches.ts'

const change = fc
  .record({ kind: fc.constantFrom('on', 'longer', 'off', 'erase', 'erase-user'), at: fc.nat(60) })
  .map(({ kind, at }): TrackingChange => {
    const common = { networkId: 'acme', at }
    if (kind === 'erase' || kind === 'erase-user') return { ...common, change: 'erase', ...(kind === 'erase-user' && { userId: 'anna' }) }
    return kind === 'off' ? { ...common, change: 'off' } : { ...common, change: 'on', inactivityTimeoutSeconds: { web: kind === 'on' ? 60 : 120 } }
  })

test('they are the instants at which an event would have counted that still counts', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), fc.nat(60), fc.nat(70), fc.nat(70), (changes, cutoff, from, until) => {
      const ledger = foldLedger(changes)
      const network = ledger.get('acme')
      const readableFrom = Math.max(cutoff, network === undefined ? 0 : erasedUntil(network, 'anna') + 1)
      const stretches = recordedStretches(network, { from, until }, readableFrom)
      for (let at = 0; at <= 75; at++) {
        const event = { networkId: 'acme', userId: 'anna', device: 'web', zone: zoneOf('Etc/UTC'), occurredAt: at, receivedAt: at } as const
        const counts = admit(event, ledger, Number.POSITIVE_INFINITY).outcome === 'admitted'
        const isRecorded = stretches.some((stretch) => stretch.from <= at && at < stretch.until)
        expect([at, isRecorded]).toEqual([at, counts && at >= cutoff && from <= at && at < until])
      }
      const [first] = recordedStretches(network, { from: 0, until: 50 }, readableFrom)
      expect(recordedSince(network, 50, readableFrom)).toBe(first?.from)
      for (const [nth, { from: start }] of stretches.entries()) if (nth > 0) expect(start).toBeGreaterThan(stretches[nth - 1]?.until ?? 0)
    }),
    propertyParameters(),
  )
})

test('of very many, those with the shortest gaps between them are told as one, and none is lost', () => {
  const changes: TrackingChange[] = Array.from({ length: 5000 }, (_, nth) => [
    { networkId: 'acme', at: nth * 100, change: 'on' } as const,
    // Every tenth gap is longer.
    { networkId: 'acme', at: nth * 100 + (nth % 10 === 0 ? 40 : 90), change: 'off' } as const,
  ]).flat()
  const network = foldLedger(changes).get('acme')
  const whole = { from: 0, until: 1_000_000 }
  const stretches = recordedStretches(network, whole, 0)
  expect(stretches).toHaveLength(1000)
  expect([stretches[0], stretches.at(-1)?.until]).toEqual([{ from: 0, until: 40 }, 499_990])
  const gaps = stretches.slice(1).map(({ from }, nth) => from - (stretches[nth]?.until ?? 0))
  expect(gaps.filter((gap) => gap === 60)).toHaveLength(500)
  expect(gaps.filter((gap) => gap === 10)).toHaveLength(499)
  expect(recordedStretches(network, { from: 250_000, until: 250_150 }, 0)).toEqual([
    { from: 250_000, until: 250_040 },
    { from: 250_100, until: 250_150 },
  ])
})

test('a network without changes has none', () => {
  expect(recordedStretches(undefined, { from: 0, until: 10 }, 0)).toEqual([])
  expect(recordedSince(undefined, 10, 0)).toBeUndefined()
})
