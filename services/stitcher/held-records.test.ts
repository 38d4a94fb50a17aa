import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../../packages/timeline/tests/property-runs.ts'
import { HeldRecords } from './held-records.ts'

describe('records that are held back', () => {
  test('go out in order, up to the first that the ledger is not known for, and their positions after them', () => {
    const held = new HeldRecords<{ receivedAt: number; bytes: number }, string>()
    held.reach('before')
    held.hold({ receivedAt: 10, bytes: 0 })
    held.reach('first')
    held.hold({ receivedAt: 30, bytes: 0 })
    held.hold({ receivedAt: 20, bytes: 0 })
    held.reach('second')
    held.reach('third')
    expect(held.takePositions()).toEqual(['before'])
    expect(held.release(9)).toEqual([])
    expect(held.release(20)).toEqual([{ receivedAt: 10, bytes: 0 }])
    expect([held.count, held.takePositions(), held.takePositions()]).toEqual([2, ['first'], []])
    expect(held.release(30)).toEqual([
      { receivedAt: 30, bytes: 0 },
      { receivedAt: 20, bytes: 0 },
    ])
    expect([held.count, held.hasPositions, held.takePositions(), held.hasPositions]).toEqual([0, true, ['second', 'third'], false])
  })

  test('do not wait for a clock that was ahead', () => {
    const held = new HeldRecords<{ receivedAt: number; bytes: number }, string>()
    held.hold({ receivedAt: 1_000_000, bytes: 0 })
    held.receivedNoLaterThan(50)
    expect(held.release(50)).toEqual([{ receivedAt: 50, bytes: 0 }])
  })

  // Steps: a record by its receipt, a position, the ledger known up to an instant, positions taken.
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('hold' as const), at: fc.nat(20) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('reach' as const), at: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'clamp' as const), at: fc.nat(25) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const), at: fc.constant(0) }) },
  )

  test('lose nothing and let no position pass that they are before, in any order of steps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const held = new HeldRecords<{ number: number; receivedAt: number; bytes: number }, number>()
        // The naive model: one list of all that was read, records and positions in their order.
        let read: ({ record: number; receivedAt: number } | { position: number })[] = []
        let count = 0
        const released: number[] = []
        const taken: number[] = []
        for (const { kind, at } of [...steps, { kind: 'release' as const, at: 100 }, { kind: 'take' as const, at: 0 }]) {
          if (kind === 'hold') {
            held.hold({ number: count, receivedAt: at, bytes: count })
            read.push({ record: count++, receivedAt: at })
          } else if (kind === 'reach') {
            held.reach(count)
            read.push({ position: count++ })
          } else if (kind === 'clamp') {
            held.receivedNoLaterThan(at)
            read = read.map((each) => ('record' in each ? { ...each, receivedAt: Math.min(each.receivedAt, at) } : each))
          } else if (kind === 'release') {
            const blocked = read.find((each) => 'record' in each && each.receivedAt > at)
            const before = blocked === undefined ? read : read.slice(0, read.indexOf(blocked))
            const expected = before.flatMap((each) => ('record' in each ? [each.record] : []))
            expect(held.release(at).map(({ number }) => number)).toEqual(expected)
            released.push(...expected)
            read = read.filter((each) => !('record' in each && expected.includes(each.record)))
            expect(held.bytes).toBe(read.reduce((sum, entry) => sum + ('record' in entry ? entry.record : 0), 0))
          } else {
            const blocked = read.findIndex((each) => 'record' in each)
            const before = blocked === -1 ? read : read.slice(0, blocked)
            const expected = before.flatMap((each) => ('position' in each ? [each.position] : []))
            expect(held.takePositions()).toEqual(expected)
            taken.push(...expected)
            read = read.slice(before.length)
          }
          expect(held.count).toBe(read.filter((each) => 'record' in each).length)
          expect(held.hasPositions).toBe(read.some((each) => 'position' in each))
        }
        expect([...released, ...taken].toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, number) => number))
      }),
      propertyParameters(),
    )
  })
})
