import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import { noteSign } from './note-sign.ts'

test('keeps the first and the last, and of a longer stretch so many that no session falls apart', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat({ max: 40_000 }), fc.constantFrom(59_999, 60_000, 60_001, 900_000)), { minLength: 1, maxLength: 40 }),
      (gaps) => {
        let at = 0
        const all = gaps.map((gap) => {
          at += gap
          return at
        })
        const seen: number[] = []
        for (const sign of all) noteSign(seen, sign)
        expect([seen[0], seen.at(-1)]).toEqual([all[0], all.at(-1)])
        for (const [nth, sign] of seen.entries()) {
          const before = seen[nth - 1]
          if (before === undefined || sign - before <= 60_000) continue
          // A gap between what is kept is a gap of the person.
          expect(all[all.indexOf(sign) - 1]).toBe(before)
        }
        if (at <= 60_000) expect(seen.length).toBeLessThanOrEqual(2)
      },
    ),
    propertyParameters(),
  )
})
