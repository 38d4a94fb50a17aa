import { expect, test } from 'vitest'
import { ownPause, toldPause } from './pause.ts'

test.each([
  ['429 with seconds', { status: 429, retryAfter: '7' }, 7000],
  ['503 with seconds', { status: 503, retryAfter: '120' }, 120_000],
  ['503 without', { status: 503, retryAfter: null }, 0],
  ['a date', { status: 503, retryAfter: 'Thu, 26 Nov 2026 10:00:00 GMT' }, 0],
  ['a negative number', { status: 503, retryAfter: '-5' }, -5000],
  ['a day, which is an hour', { status: 429, retryAfter: '86400' }, 3_600_000],
  ['another status with the header', { status: 500, retryAfter: '7' }, 0],
  ['a network that is off', { status: 202, pauseForSeconds: 300 }, 300_000],
  ['success', { status: 202 }, 0],
  ['no answer', { status: 0 }, 0],
])('is told by %s', (_, answer, ms) => {
  expect(toldPause(answer)).toBe(ms)
})

test('doubles with each failure, up to five minutes', () => {
  expect([0, 1, 2, 3, 6, 50].map(ownPause)).toEqual([0, 1000, 2000, 4000, 32_000, 300_000])
})
