import { expect, test } from 'vitest'
import { dayTotalsOf } from './day-totals.ts'

const parts = (...ends: [startedAt: number, endedAt: number][]) => ends.map(([startedAt, endedAt]) => ({ startedAt, endedAt }))

test('without parts everything is zero', () => {
  expect(dayTotalsOf([])).toEqual({ sessionCount: 0, durationMs: 0, activeDurationMs: 0 })
})

test.each([
  ['apart', parts([0, 10], [20, 25]), 15, 15],
  ['touching', parts([0, 10], [10, 25]), 25, 25],
  ['overlapping', parts([0, 10], [5, 25]), 30, 25],
  ['one inside the other', parts([0, 100], [10, 20]), 110, 100],
  ['one inside the other, and a third that only the long one reaches', parts([0, 100], [10, 20], [50, 120]), 180, 120],
  ['the same twice', parts([0, 10], [0, 10]), 20, 10],
  ['starting together', parts([0, 5], [0, 10]), 15, 10],
  ['ending together', parts([0, 10], [5, 10]), 15, 10],
  ['three deep', parts([0, 10], [2, 8], [4, 6], [20, 21]), 19, 11],
  ['of 0 s, alone and inside', parts([0, 10], [5, 5], [20, 20]), 10, 10],
  ['before 1970 and after', parts([-10, 5], [-5, 10]), 30, 20],
])('parts %s: their sum and their union, in any order', (_, ofDay, durationMs, activeDurationMs) => {
  const totals = { sessionCount: ofDay.length, durationMs, activeDurationMs }
  expect(dayTotalsOf(ofDay)).toEqual(totals)
  expect(dayTotalsOf(ofDay.toReversed())).toEqual(totals)
})
