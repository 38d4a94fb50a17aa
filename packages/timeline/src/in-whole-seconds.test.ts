import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyParameters } from '../tests/property-runs.ts'
import { dayTotalsOf } from './day-totals.ts'
import { inWholeSeconds } from './in-whole-seconds.ts'

const durationOf = ({ startedAt, endedAt }: { startedAt: number; endedAt: number }) => endedAt - startedAt

test('start and end are those that a clock shows, and the duration is the time between them', () => {
  const part = { startedAt: Date.parse('2026-11-25T12:25:00.400Z'), endedAt: Date.parse('2026-11-25T12:55:31.900Z'), device: 'web' }
  const cut = inWholeSeconds(part)
  expect(cut).toEqual({ startedAt: Date.parse('2026-11-25T12:25:00Z'), endedAt: Date.parse('2026-11-25T12:55:31Z'), device: 'web' })
  expect(durationOf(cut)).toBe(30 * 60_000 + 31_000)
  // The truncated duration may be longer than the exact one: 23:59:59.999 to 00:00:00.000 is a second on a clock.
  expect(durationOf(inWholeSeconds({ startedAt: 999, endedAt: 1000 }))).toBe(1000)
  expect(inWholeSeconds({ startedAt: -1, endedAt: 0 })).toEqual({ startedAt: -1000, endedAt: 0 })
})

test('what stands apart stays apart, the union is no longer than the sum, and no part is a second off', () => {
  const part = fc.tuple(fc.nat(100_000), fc.nat(20_000)).map(([startedAt, length]) => ({ startedAt, endedAt: startedAt + length }))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const cut = parts.map(inWholeSeconds)
      const { durationMs, activeDurationMs } = dayTotalsOf(cut)
      expect(durationMs).toBe(cut.reduce((sum, each) => sum + durationOf(each), 0))
      expect(activeDurationMs).toBeLessThanOrEqual(durationMs)
      for (const [at, each] of parts.entries()) {
        const shown = cut[at]
        if (shown === undefined) throw new Error('a part is gone')
        expect(Math.abs(durationOf(shown) - durationOf(each))).toBeLessThan(1000)
        for (const other of parts.filter(({ startedAt }) => startedAt >= each.endedAt))
          expect(inWholeSeconds(other).startedAt).toBeGreaterThanOrEqual(shown.endedAt)
      }
    }),
    propertyParameters(),
  )
})
