import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../../packages/timeline/tests/property-runs.ts'
import { randomFrom, shuffled } from '../../packages/timeline/tests/seeded-random.ts'
import { decode } from './decode.ts'
import { EventReader } from './event-reader.ts'
import { Users } from './users.ts'

const event = { networkId: 'acme', userId: 'anna', device: 'web', timeZone: 'Europe/Berlin', occurredAt: 1_764_000_000_000 }
const accepted = { ...event, receivedAt: 1_764_000_000_500 }

/** Few of them are kept, so that most cases find some that were forgotten. */
const readerOf = () => new EventReader(new Users(20))

/** What the reader makes of a record that lies between others: the fields of an event, or nothing. */
function read(reader: EventReader, value: Buffer, timestamp?: number) {
  const before = Buffer.from('{"networkId":"x",')
  const bytes = Buffer.concat([before, value, Buffer.from('","userId":"x"}0"}')])
  if (!reader.read(bytes, before.length, before.length + value.length, timestamp ?? Number.POSITIVE_INFINITY)) return
  const { user, wasAccepted, ...fields } = reader.event
  return { event: fields, receivedAt: fields.receivedAt, wasAccepted }
}

/** The same as `decode` gives it; undefined for what is no event. */
function decoded(value: Buffer, timestamp?: number) {
  const outcome = decode({ value, ...(timestamp === undefined ? {} : { timestamp }) })
  if (outcome.outcome === 'rejected') return
  return { event: outcome.event, receivedAt: outcome.receivedAt, wasAccepted: outcome.wasAccepted }
}

const bytesOf = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))

describe('an event as ingest writes it', () => {
  test.each<[string, unknown, number | undefined]>([
    ['with its receipt', accepted, 1_764_000_000_600],
    ['with a receipt after the log took it in', accepted, 1_764_000_000_400],
    ['with a receipt, where the log says nothing', accepted, undefined],
    ['without a receipt', event, 1_764_000_000_600],
    ['without a receipt, where the log says nothing', event, undefined],
    ['at the first instant', { ...event, occurredAt: 0 }, 5],
    ['at the last instant', { ...event, occurredAt: 4_102_444_799_999 }, 5],
    ['in any order', Object.fromEntries(Object.entries(accepted).reverse()), 5],
    ['with white space', JSON.stringify(accepted, undefined, '\t').replaceAll('\n', ' \r\n'), 5],
    ['with ids beyond ASCII', { ...event, networkId: 'ü', userId: '\u{1F600}'.repeat(128) }, 5],
    ['in a zone of another case', { ...event, timeZone: 'europe/BERLIN' }, 5],
    ['in a zone that is an offset', { ...event, timeZone: '-00:00' }, 5],
  ])('%s', (_, value, timestamp) => {
    const expected = decoded(bytesOf(value), timestamp)
    expect(expected).toBeDefined()
    const reader = readerOf()
    expect(read(reader, bytesOf(value), timestamp)).toEqual(expected)
    // The second time its user and zone are known.
    expect(read(reader, bytesOf(value), timestamp)).toEqual(expected)
  })
})

describe('is left to the decoder:', () => {
  const text = JSON.stringify(event)
  test.each<[string, string | Buffer | object]>([
    ['an escape', text.replace('anna', '\\u0061nna')],
    ['a member that comes twice', text.replace('{', '{"userId":"ben",')],
    ['an unknown member', { ...event, extra: 1 }],
    ['a fraction', text.replace('000}', '000.0}')],
    ['an exponent', text.replace('000}', '000e0}')],
    ['a negative zero', text.replace(/\d{13}/, '-0')],
    ['a leading zero', text.replace(/\d{13}/, '01')],
    ['an instant that is too late', { ...event, occurredAt: 4_102_444_800_000 }],
    ['no digits', text.replace(/\d{13}/, '')],
    ['a byte order mark', `\uFEFF${text}`],
    ['two events', text.repeat(2)],
    ['a list', `[${text}]`],
    ['nothing', ''],
    ['a cut event', text.slice(0, -1)],
    ['a cut text', text.slice(0, 20)],
    ['a comma at the end', text.replace('}', ',}')],
    ['a missing comma', text.replace(',', ' ')],
    ['null as receipt', { ...event, receivedAt: null }],
    ['a missing member', { ...event, userId: undefined }],
    ['a number as an id', { ...event, userId: 7 }],
    ['an id that is none', { ...event, userId: '..' }],
    ['an id that is too long', { ...event, userId: 'a'.repeat(129) }],
    ['an empty id', { ...event, userId: '' }],
    ['a control character', text.replace('anna', 'an\u0000na')],
    ['a control character beyond ASCII', text.replace('anna', 'an\u0085na')],
    ['a line feed in a text', text.replace('anna', 'an\nna')],
    ['bytes that are no UTF-8', Buffer.from(text.replace('anna', 'ann\xff'), 'latin1')],
    ['half of a surrogate pair', Buffer.from(text.replace('anna', 'ann\xed\xa0\x80'), 'latin1')],
    ['an unknown device', { ...event, device: 'fridge' }],
    ['a device in capitals', { ...event, device: 'Web' }],
    ['an unknown zone', { ...event, timeZone: 'PST' }],
    ['a zone with a letter that only looks like one of ASCII', { ...event, timeZone: 'Asia/Bang\u212aok' }],
    ['more than a request may be', text.padEnd(2 ** 20 + 1)],
  ])('%s', (_, value) => {
    expect(read(readerOf(), Buffer.isBuffer(value) ? value : bytesOf(value), 5)).toBeUndefined()
  })
})

/** A record that is an event, or nearly: written in an odd way, and then some of its bytes changed. */
function oddRecord(random: () => number): Buffer {
  const oneOf = <T>(...values: T[]): T => values[Math.floor(random() * values.length)] ?? (values[0] as T)
  const ids = [
    'acme',
    'anna',
    'a',
    'ü',
    'ÿ',
    '\u{1F600}',
    '.',
    '..',
    '',
    'a b',
    'x'.repeat(128),
    'x'.repeat(129),
    'é'.repeat(128),
    '\u007f',
    '\u0085',
    '\ud83d',
  ]
  const id = () => JSON.stringify(random() < 0.9 ? `u${Math.floor(random() * 60)}` : oneOf(...ids))
  const instants = ['0', '-0', '1.0', '1e3', '4102444799999', '4102444800000', '01', '', '1764000000000.5', '9007199254740993', '"1"', 'null']
  const instant = () => (random() < 0.93 ? String(Math.floor(random() * 4_102_444_799_999)) : oneOf(...instants))
  const space = () => (random() < 0.95 ? '' : oneOf(' ', '\n', '\t', '\r', '\u00a0', '\f'))
  const escaped = (text: string) => (random() < 0.95 ? text : text.replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`))
  const zones = ['Europe/Berlin', 'europe/berlin', '+05:30', '-00:00', 'Etc/UTC', 'PST', '', 'Asia/Calcutta', 'Bang\u212aok', '+24:00']
  const extras = ['"extra":1', '"__proto__":null', '"userId":"ben"', '"nested":{"userId":["x"]}', '"networkI":"x"', '"receivedAt":null', '"a":"\\""']
  const members = [
    `"networkId"${space()}:${space()}${escaped(id())}`,
    `${escaped('"userId"')}:${id()}`,
    `"device":${space()}${random() < 0.95 ? oneOf('"web"', '"mobile"') : oneOf('"fridge"', '"webb"', '["web"]')}`,
    `"timeZone":${JSON.stringify(random() < 0.8 ? oneOf('Europe/Berlin', 'Etc/UTC') : oneOf(...zones))}`,
    `"occurredAt":${instant()}${space()}`,
    ...(random() < 0.5 ? [`"receivedAt":${instant()}`] : []),
    ...(random() < 0.1 ? [oneOf(...extras)] : []),
  ]
  const ordered = random() < 0.5 ? members : shuffled(members, random)
  if (random() < 0.03) ordered.pop()
  let bytes = Buffer.from(`${space()}{${space()}${ordered.join(`,${space()}`)}}${space()}`)
  if (random() < 0.02) bytes = Buffer.concat([Buffer.from('\uFEFF'), bytes])
  for (let changes = random() < 0.5 ? 0 : 1 + Math.floor(random() * 3); changes > 0; changes--) {
    const at = Math.floor(random() * bytes.length)
    const byte = random() < 0.7 ? oneOf(...Buffer.from('"\\{}[]:,.0 -eaund/')) : Math.floor(random() * 256)
    const kind = random()
    if (kind < 0.5) bytes[at] = byte
    else if (kind < 0.7) bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)])
    else if (kind < 0.9) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
    else bytes = bytes.subarray(0, at)
  }
  return bytes
}

test('whatever a record is: it is read as the decoder would read it, or not at all', () => {
  const reader = readerOf()
  let events = 0
  let readCount = 0
  const parameters = propertyParameters()
  fc.assert(
    fc.property(fc.noShrink(fc.nat()), fc.option(fc.nat({ max: 4_102_444_799_999 }), { nil: undefined }), (seed, timestamp) => {
      const value = oddRecord(randomFrom(seed))
      const expected = decoded(value, timestamp)
      const found = read(reader, value, timestamp)
      if (found !== undefined) expect(found).toEqual(expected)
      if (expected !== undefined) events++
      if (found !== undefined) readCount++
    }),
    parameters,
  )
  // It is tried on both kinds, and most of what is an event needs no decoder.
  expect(events).toBeGreaterThan(parameters.numRuns / 10)
  expect(events).toBeLessThan(parameters.numRuns / 2)
  expect(readCount).toBeGreaterThan(events / 2)
})
