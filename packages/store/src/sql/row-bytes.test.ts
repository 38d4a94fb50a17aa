import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyParameters } from '../../../timeline/tests/property-runs.ts'
import { RowBytes } from './row-bytes.ts'
import { instantField, textField } from './tab-separated.ts'

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('acme', '\\', 'a\\b', 'ü', '\u{1F600}', '', 'x'.repeat(200), 'ü'.repeat(200), '\\'.repeat(200)),
)
const instants = fc.oneof(
  fc.integer({ min: 0, max: 4_102_444_799_999 }),
  fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }),
  fc.tuple(fc.integer({ min: -10, max: 50_000 }), fc.integer({ min: -1, max: 1 })).map(([day, ms]) => day * 86_400_000 + ms),
)
const ends = fc.constantFrom('\t' as const, '\n' as const)

test('fields are the same bytes as their texts, however many there are', () => {
  fc.assert(
    fc.property(fc.nat({ max: 100 }), fc.array(fc.tuple(fc.oneof(texts, instants), ends), { maxLength: 30 }), (expected, fields) => {
      const rows = new RowBytes(expected)
      for (const [field, end] of fields) {
        if (typeof field === 'string') rows.text(field, end)
        else rows.instant(field, end)
      }
      const text = fields.map(([field, end]) => (typeof field === 'string' ? textField(field) : instantField(field)) + end).join('')
      expect(rows.bytes.toString('hex')).toBe(Buffer.from(text).toString('hex'))
    }),
    propertyParameters(),
  )
})
