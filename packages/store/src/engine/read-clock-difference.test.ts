import { expect, test } from 'vitest'
import type { Connection } from './connection.ts'
import { readClockDifference } from './read-clock-difference.ts'

const connection = (at: number): Connection => ({
  // What the statement selects.
  selectRows: async <Row extends readonly unknown[]>() => [[at]] as unknown as Row[],
  execute: async () => {},
  isGranted: async () => true,
  close: async () => {},
})

test.each([
  ['answers at once and is ahead', 1000, 1010, 3000, 1990],
  ['answers at once and is behind', 10_000, 10_010, 7000, -3000],
  ['hangs, and reads its clock at the end', 1000, 21_000, 21_000, 0],
  ['hangs, and has read its clock before', 1000, 21_000, 1001, 0],
  ['hangs, and is ahead even of the end', 1000, 21_000, 22_000, 1000],
  ['answers after this clock was set back', 10_000, 4000, 10_001, 1],
])('of a server that %s, the difference is what the time of the question does not explain', async (_, askedAt, answeredAt, at, expected) => {
  const times = [askedAt, answeredAt]
  expect(await readClockDifference({ queries: connection(at) }, () => times.shift() ?? 0)).toBe(expected)
})
