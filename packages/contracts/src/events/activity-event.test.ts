import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../../../timeline/tests/property-runs.ts'
import { activityEventSchema, isActivityEvent } from './activity-event.ts'

const event = { networkId: 'acme', userId: 'u', device: 'web', timeZone: 'Europe/Berlin', occurredAt: 1_764_000_000_000 }

const texts = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('acme', 'ü', ' u ', '...', '.a', '😀', '__proto__', 'Europe/Berlin', '\u2028', '\u00ad') },
  // `.` and `..`, nothing, control characters, halves of surrogate pairs.
  { weight: 2, arbitrary: fc.constantFrom('.', '..', '', '\u0000', 'a\nb', '\u007f', '\u0085', '\ud83d', '\ude00', 'a\ude00\ud83d') },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('a', 'é', '😀', 'e\u0301'), fc.constantFrom(1, 64, 65, 127, 128, 129))
      .map(([text, times]) => text.repeat(times)),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 130 }) },
)

// As they stand in the bytes: what they parse to is not always what they look like.
const numbers = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '-0.0',
    '1.0',
    '1e3',
    '1E-400',
    '4102444799999',
    '4102444800000',
    '4102444799999.5',
    '-1',
    '0.5',
    '1e300',
    '1e400',
    '-1e400',
  ),
  fc.constantFrom('9007199254740991', '9007199254740992', '9007199254740993', '4.102444799999e12', '1764000000000.0000000001'),
  fc.integer({ min: 0, max: 4_102_444_799_999 }).map(String),
)

const others = fc.oneof(fc.constantFrom('null', 'true', 'false', '[]', '{}', '["acme"]', '[1]', '{"0":"a"}'), fc.json({ maxDepth: 2 }))

const values = fc.oneof(
  texts.map((text) => JSON.stringify(text)),
  numbers,
  others,
)

const devices = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('"mobile"', '"web"') },
  { weight: 1, arbitrary: fc.constantFrom('"Web"', '"web "', '"desktop"', '""') },
)

const keys = ['networkId', 'userId', 'device', 'timeZone', 'occurredAt', 'receivedAt']

/** A member of the object, as JSON: mostly one that the field may be. */
const member = (key: string, fitting: fc.Arbitrary<string>) =>
  fc
    .oneof({ weight: 12, arbitrary: fitting }, { weight: 1, arbitrary: values }, { weight: 1, arbitrary: fc.constant(undefined) })
    .map((value) => (value === undefined ? [] : [`${JSON.stringify(key)}:${value}`]))

const sometimes = (members: fc.Arbitrary<string[]>) => fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: members })

/** Objects that are events, or nearly; with members that come twice, of which JSON takes the last. */
const nearEvents = fc
  .tuple(
    member(
      'networkId',
      texts.map((text) => JSON.stringify(text)),
    ),
    member('userId', fc.constantFrom('"u"', '"ü"')),
    member('device', devices),
    member(
      'timeZone',
      texts.map((text) => JSON.stringify(text)),
    ),
    member('occurredAt', numbers),
    sometimes(member('receivedAt', fc.oneof({ weight: 4, arbitrary: numbers }, { weight: 1, arbitrary: fc.constant('null') }))),
    sometimes(
      fc
        .tuple(
          fc.constantFrom(...keys, '__proto__', 'constructor', 'toString', 'length', 'extra'),
          fc.oneof(values, fc.constant(JSON.stringify(event))),
        )
        .map(([key, value]) => [`${JSON.stringify(key)}:${value}`]),
    ),
  )
  .chain((members) => fc.shuffledSubarray(members.flat(), { minLength: members.flat().length }))
  .map((members) => `{${members.join(',')}}`)

const wholeEvents = fc
  .record(
    {
      networkId: fc.constantFrom('acme', 'ü', '\u{1F600}'.repeat(128)),
      userId: fc.constantFrom('...', ' ', 'x'.repeat(128)),
      device: fc.constantFrom('mobile', 'web'),
      timeZone: fc.string(),
      occurredAt: fc.nat({ max: 4_102_444_799_999 }),
      receivedAt: fc.nat({ max: 4_102_444_799_999 }),
    },
    { requiredKeys: ['networkId', 'userId', 'device', 'timeZone', 'occurredAt'] },
  )
  .map((whole) => JSON.stringify(whole))

const jsonTexts = fc.oneof(
  { weight: 10, arbitrary: wholeEvents },
  { weight: 20, arbitrary: nearEvents },
  { weight: 1, arbitrary: nearEvents.map((text) => `[${text}]`) },
  { weight: 1, arbitrary: values },
)

describe('isActivityEvent', () => {
  test('accepts exactly what the schema accepts', () => {
    fc.assert(
      fc.property(jsonTexts, (text) => {
        const value: unknown = JSON.parse(text)
        expect(isActivityEvent(value)).toBe(activityEventSchema.safeParse(value).success)
      }),
      propertyParameters(),
    )
  })

  test('is tried on events and on others about as often', () => {
    const accepted = fc.sample(jsonTexts, { numRuns: 1000, seed: 1 }).filter((text) => isActivityEvent(JSON.parse(text))).length
    expect(accepted).toBeGreaterThan(200)
    expect(accepted).toBeLessThan(800)
  })
})

const accepts = (value: unknown) => [isActivityEvent(value), activityEventSchema.safeParse(value).success]

describe('the check and the schema both accept', () => {
  test.each<[string, object]>([
    ['an event without receipt', {}],
    ['one with receipt', { receivedAt: 1_764_000_000_000 }],
    ['one that was received before it happened', { receivedAt: 0 }],
    ['the first instant', { occurredAt: 0 }],
    ['the first instant with a minus', { occurredAt: -0 }],
    ['the last instant', { occurredAt: 4_102_444_799_999 }],
    ['a zone that no zone is called', { timeZone: 'nowhere' }],
    ['a zone without letters', { timeZone: '' }],
    ['a zone with control characters', { timeZone: '\0\n' }],
    ['unknown keys', { extra: { nested: true }, constructor: 1, length: -1 }],
    ['128 characters beyond 16 bits', { userId: '😀'.repeat(128) }],
    ['ids with spaces around', { userId: ' u ' }],
    ['three dots', { userId: '...' }],
    ['separators of lines that are no control characters', { networkId: '\u2028\u2029' }],
    ['invisible characters', { networkId: '\u200b\ufeff\u00ad' }],
    ['mobile', { device: 'mobile' }],
  ])('%s', (_, changed) => {
    expect(accepts({ ...event, ...changed })).toEqual([true, true])
  })

  test('a key called __proto__', () => {
    expect(accepts(JSON.parse(`{"__proto__":null,${JSON.stringify(event).slice(1)}`))).toEqual([true, true])
  })
})

describe('neither accepts', () => {
  test.each<[string, object]>([
    ['null as receipt', { receivedAt: null }],
    ['undefined as receipt', { receivedAt: undefined }],
    ['a fraction of a millisecond', { occurredAt: 0.5 }],
    ['an instant before 1970', { occurredAt: -1 }],
    ['an instant after 2099', { occurredAt: 4_102_444_800_000 }],
    ['a huge number', { occurredAt: 1e300 }],
    ['an infinite number', { occurredAt: Infinity }],
    ['no number', { occurredAt: Number.NaN }],
    ['digits in a text', { occurredAt: '1764000000000' }],
    ['an ISO date', { occurredAt: '2026-11-25T09:00:00Z' }],
    ['a fraction as receipt', { receivedAt: 1.5 }],
    ['a number as id', { userId: 1 }],
    ['an empty id', { userId: '' }],
    ['a dot', { userId: '.' }],
    ['two dots', { networkId: '..' }],
    ['129 characters', { userId: 'a'.repeat(129) }],
    ['129 characters beyond 16 bits', { userId: '😀'.repeat(129) }],
    ['a control character', { userId: 'a\u0000' }],
    ['a line feed at the end', { userId: 'a\n' }],
    ['delete', { userId: '\u007f' }],
    ['a control character beyond ASCII', { userId: '\u0085' }],
    ['half a surrogate pair', { userId: '\ud83d' }],
    ['surrogates in the wrong order', { userId: '\ude00\ud83d' }],
    ['an unknown device', { device: 'desktop' }],
    ['a device in capitals', { device: 'Web' }],
    ['a list with a device', { device: ['web'] }],
    ['a number as zone', { timeZone: 60 }],
    ['no zone', { timeZone: undefined }],
  ])('%s', (_, changed) => {
    expect(accepts({ ...event, ...changed })).toEqual([false, false])
  })

  test.each(['networkId', 'userId', 'device', 'timeZone', 'occurredAt'])('an event without %s', (key) => {
    expect(accepts(Object.fromEntries(Object.entries(event).filter(([name]) => name !== key)))).toEqual([false, false])
  })

  test.each([null, undefined, true, 0, '', 'acme', [], [event]])('%j', (value) => {
    expect(accepts(value)).toEqual([false, false])
  })

  test('an event under the key __proto__', () => {
    expect(accepts(JSON.parse(`{"__proto__":${JSON.stringify(event)}}`))).toEqual([false, false])
  })
})
