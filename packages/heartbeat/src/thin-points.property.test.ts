import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import type { Point } from './point.ts'
import { thinPoints } from './thin-points.ts'

const points = fc
  .array(
    fc.record({ gap: fc.oneof(fc.nat({ max: 70_000 }), fc.constantFrom(0, 60_000, 60_001, 300_000, 14_400_001)), zone: fc.constantFrom('A', 'B') }),
    {
      maxLength: 60,
    },
  )
  .chain((steps) => {
    let at = 1_800_000_000_000
    const made = steps.map(({ gap, zone }, nth): Point => {
      at += gap
      return { id: nth + 1, networkId: 'n', userId: 'u', device: 'web', timeZone: zone, occurredAt: at }
    })
    return fc.shuffledSubarray(made, { minLength: made.length })
  })

/** Sessions of all zones, made without cleverness. */
function sessions(given: readonly Point[], timeoutMs: number): string[] {
  return ['A', 'B'].flatMap((zone) => {
    const instants = given.filter(({ timeZone }) => timeZone === zone).map(({ occurredAt }) => occurredAt)
    instants.sort((a, b) => a - b)
    const starts = instants.filter((at, nth) => nth === 0 || at - (instants[nth - 1] ?? 0) > timeoutMs)
    const ends = instants.filter((at, nth) => nth === instants.length - 1 || (instants[nth + 1] ?? 0) - at > timeoutMs)
    return starts.map((start, nth) => `${zone} ${start} ${ends[nth]}`)
  })
}

test('sessions of every timeout that a network may have stay as they are', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 60_000, max: 14_400_000 }), (given, timeoutMs) => {
      const left = thinPoints(given, 1000)
      expect(sessions(left, timeoutMs)).toEqual(sessions(given, timeoutMs))
      expect(given).toEqual(expect.arrayContaining(left))
    }),
    propertyParameters(),
  )
})

test('as few are left as asked for, sessions of longer timeouts stay, and those of shorter ones never grow', () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 4, max: 30 }), (given, most) => {
      const left = thinPoints(given, most)
      expect(left.length).toBeLessThanOrEqual(Math.max(most, 4))
      const kept = new Set(left)
      expect(left.every((point) => given.includes(point))).toBe(true)
      // What was left out lies between two that were kept.
      for (const { timeZone, occurredAt } of given.filter((point) => !kept.has(point))) {
        const same = left.filter((point) => point.timeZone === timeZone)
        expect(same.some((point) => point.occurredAt <= occurredAt) && same.some((point) => point.occurredAt >= occurredAt)).toBe(true)
      }
    }),
    propertyParameters(),
  )
})

test('beats of a whole day are one point a minute at most', () => {
  const given = Array.from(
    { length: 5760 },
    (_, nth): Point => ({ id: nth + 1, networkId: 'n', userId: 'u', device: 'web', timeZone: 'A', occurredAt: nth * 15_000 }),
  )
  expect(thinPoints(given, 7500).length).toBeLessThanOrEqual(1441)
})
