import { expect, test } from 'vitest'
import { isWithinTimeout } from './exact-gap.ts'

test.each([
  ['at the same instant', 1000, 1000, true],
  ['before it', 1000, 0, true],
  ['a gap of exactly the timeout later', 1000, 61_000, true],
  ['a millisecond more than the timeout later', 1000, 61_001, false],
])('activity %s', (_, endedAt, at, isSameSession) => {
  expect(isWithinTimeout(endedAt, at, 60_000)).toBe(isSameSession)
})
