import fc from 'fast-check'
import { compressFrameSync } from 'lz4-napi'
import { expect, test } from 'vitest'
import { lz4FrameLength } from './lz4-frame-length.ts'

const contents = fc.oneof(
  fc.uint8Array({ maxLength: 5000 }),
  // What compresses well, over more than one block.
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 20_000 }))
    .map(([unit, times]) => Buffer.alloc(unit.length * times, unit)),
)

test('is the length of what frames unpack to, one after the other too', () => {
  fc.assert(
    fc.property(fc.array(contents, { minLength: 1, maxLength: 3 }), (parts) => {
      const frames = Buffer.concat(parts.map((part) => compressFrameSync(Buffer.from(part))))
      const length = parts.reduce((sum, part) => sum + part.length, 0)
      expect(lz4FrameLength(frames, Number.POSITIVE_INFINITY)).toBe(length)
    }),
    { numRuns: 200 },
  )
})

test('is not counted further than a block beyond the limit, and what is cut off ends it', () => {
  const frame = compressFrameSync(Buffer.alloc(50_000_000))
  const found = lz4FrameLength(frame, 1_000_000)
  expect(found).toBeGreaterThan(1_000_000)
  expect(found).toBeLessThan(6_000_000)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 60 }), (bytes, at) => {
      const damaged = Buffer.concat([frame.subarray(0, at), Buffer.from(bytes)])
      try {
        expect(lz4FrameLength(damaged, 1_000_000)).toBeGreaterThanOrEqual(0)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
    { numRuns: 1000 },
  )
})
