import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { propertyParameters } from '../../timeline/tests/property-runs.ts'
import { openApiDocument } from '../src/api/open-api.ts'
import { activityEventSchema } from '../src/events/activity-event.ts'
import { asyncApiDocument } from '../src/stream/async-api.ts'
import { trackingChangeSchema } from '../src/tracking/tracking-change.ts'
import { identifierSchema } from '../src/values/identifier.ts'

const published = {
  openApi: openApiDocument(),
  asyncApi: asyncApiDocument(),
  event: toSchema(activityEventSchema),
  change: toSchema(trackingChangeSchema),
}

function toSchema(schema: z.ZodType): object {
  return z.toJSONSchema(schema, { io: 'input' })
}

/** Every text under a key `pattern`, wherever it stands. */
function patternsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === 'pattern' && typeof inner === 'string' ? [inner] : patternsOf(inner)))
}

/**
 * What means the same to ECMA-262 (with and without `u`), Python's re, RE2 (Go), Rust, Java and PCRE: literals, `\xHH`, classes of those, groups
 * without capture, alternatives and counts.
 */
const portable = /^(?:\^|\$|\(\?:|\)|\||\[\^?(?:\\x[0-9a-f]{2}|[^\\\]^])+\]|\\x[0-9a-f]{2}|[A-Za-z0-9-]|[*+?]|\{\d+(?:,\d*)?\})*$/u

test('patterns use nothing that a language cannot read, or reads otherwise', () => {
  for (const [name, document] of Object.entries(published)) {
    for (const pattern of patternsOf(document)) expect(pattern, name).toMatch(portable)
  }
  expect(patternsOf(published.openApi).length).toBeGreaterThan(20)
  for (const other of ['^(?!a)', '\\p{Cc}', '\\d', '\\u0041', '\\x{41}', 'a.b', '(?<n>a)', '(?=a)', '\\w', '(a)', 'a\\b'])
    expect(other).not.toMatch(portable)
})

const describedSchema = z.strictObject({
  type: z.literal('string'),
  minLength: z.number(),
  maxLength: z.number(),
  pattern: z.string(),
  not: z.strictObject({ enum: z.array(z.string()) }),
  allOf: z.tuple([z.strictObject({ not: z.strictObject({ pattern: z.string() }) })]),
})

const { $schema, ...described } = z.toJSONSchema(identifierSchema)

/** A validator of the keywords that ids are described by, with regular expressions as JSON Schema means them. */
function validator() {
  const { minLength, maxLength, pattern, not, allOf } = describedSchema.parse(described)
  const [wanted, unwanted] = [new RegExp(pattern, 'u'), new RegExp(allOf[0].not.pattern, 'u')]
  return (text: string) => {
    const { length } = [...text]
    return length >= minLength && length <= maxLength && wanted.test(text) && !not.enum.includes(text) && !unwanted.test(text)
  }
}

const accepts = validator()

test('an id is described as it is checked, code point by code point', () => {
  for (let codePoint = 0; codePoint <= 0x10_ffff; codePoint++) {
    const text = String.fromCodePoint(codePoint)
    if (accepts(text) !== identifierSchema.safeParse(text).success) throw new Error(`U+${codePoint.toString(16)} is told apart`)
  }
})

test('an id is described as it is checked, whatever it is', () => {
  const pieces = fc.constantFrom(
    'a',
    '.',
    '..',
    '\n',
    '\r',
    '\0',
    '\x7f',
    '\x9f',
    '\xa0',
    '\ud7ff',
    '\ud800',
    '\udfff',
    '\ue000',
    '\uffff',
    '😀',
    '\u2028',
  )
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join('')),
    fc.tuple(pieces, fc.integer({ min: 0, max: 130 })).map(([piece, times]) => piece.repeat(times)),
    fc.string({ unit: 'binary', maxLength: 130 }),
  )
  fc.assert(
    fc.property(texts, (text) => {
      expect(accepts(text)).toBe(identifierSchema.safeParse(text).success)
    }),
    propertyParameters(),
  )
})

test('every id of the API is described that way', () => {
  const ids: unknown[] = []
  JSON.stringify(published, (key, value: unknown) => {
    if (/^(networkId|userId)$/.test(key)) ids.push(value)
    if (typeof value === 'object' && value !== null && 'name' in value && /^(networkId|userId)$/.test(String(value.name)) && 'schema' in value)
      ids.push(value.schema)
    return value
  })
  // In answers an id is a text that was checked before.
  const checked = ids.filter((schema) => typeof schema === 'object' && schema !== null && 'pattern' in schema)
  expect(checked.length).toBeGreaterThan(25)
  for (const schema of checked) expect(schema).toMatchObject(described)
})
