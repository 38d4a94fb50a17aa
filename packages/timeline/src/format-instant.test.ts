import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, formatUtc } from './format-instant.ts'
import { findTimeZone } from './time-zone.ts'

function formatIn(name: string, instant: number): string {
  const zone = findTimeZone(name)
  if (zone === undefined) throw new Error(`${name} is no zone`)
  return formatInstant(instant, zone)
}

test.each([
  ['2026-11-25T09:00:00.000+01:00', 'Europe/Berlin'],
  ['2026-10-25T02:30:00.000+02:00', 'Europe/Berlin'],
  ['2026-10-25T02:30:00.000+01:00', 'Europe/Berlin'],
  ['2026-11-25T00:00:00.001-05:00', 'America/New_York'],
  ['1969-12-31T19:00:00.000-05:00', 'America/New_York'],
  ['2100-01-01T13:59:59.999+14:00', 'Pacific/Kiritimati'],
  ['2026-11-25T05:45:00.000+05:45', 'Asia/Kathmandu'],
  ['2026-11-25T20:30:00.000-03:30', '-03:30'],
])('%s is how an instant is written in %s', (text, name) => {
  expect(formatIn(name, Date.parse(text))).toBe(text)
})

test.each(['Etc/UTC', 'GMT', '+00:00', '-00:00', 'Africa/Abidjan'])('%s has the offset +00:00, never Z', (name) => {
  expect(formatIn(name, 0)).toBe('1970-01-01T00:00:00.000+00:00')
})

test('an offset with seconds shows them', () => {
  expect(formatIn('Africa/Monrovia', 0)).toBe('1969-12-31T23:15:30.000-00:44:30')
  expect(formatIn('Africa/Monrovia', Date.parse('1972-01-07T00:44:30Z') - 1)).toBe('1972-01-06T23:59:59.999-00:44:30')
  expect(formatIn('Africa/Monrovia', Date.parse('1972-01-07T00:44:30Z'))).toBe('1972-01-07T00:44:30.000+00:00')
})

test('clock times are those of toISOString', () => {
  const instants = fc.oneof(fc.integer({ min: -(2 ** 45), max: 2 ** 48 }), fc.constantFrom(-1, 0, 86_399_999, 86_400_000, 1.5, -1.5))
  fc.assert(
    fc.property(instants, (instant) => {
      expect(formatUtc(instant)).toBe(`${new Date(instant).toISOString().slice(0, -1)}+00:00`)
    }),
  )
})
