import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SessionIslands } from './session-islands.ts'

/** Sorted, and cut where a gap is longer than the timeout. */
const countOf = (instants: readonly number[], timeoutMs: number) =>
  instants.toSorted((a, b) => a - b).filter((at, nth, sorted) => nth === 0 || at - (sorted[nth - 1] ?? 0) > timeoutMs).length

test('counts the sessions of events in any order, twice or not, at each step', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (instants, timeoutMs) => {
      const islands = new SessionIslands()
      let count = 0
      for (const [nth, at] of instants.entries()) {
        const before = countOf(instants.slice(0, nth), timeoutMs)
        expect(islands.begins(at, timeoutMs)).toBe(countOf(instants.slice(0, nth + 1), timeoutMs) > before)
        count += islands.add(at, timeoutMs)
        expect(count).toBe(countOf(instants.slice(0, nth + 1), timeoutMs))
        expect(islands.count).toBe(count)
      }
    }),
  )
})
