import { lastInstant } from '@stitchlog/contracts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatInstant } from '../src/format-instant.ts'
import { localDayAt } from '../src/local-day.ts'
import { findTimeZone, type TimeZone } from '../src/time-zone.ts'
import { mainTimeZoneNames } from '../src/time-zone-names.generated.ts'
import { utcOffsetMs } from '../src/utc-offset.ts'
import { naiveClockChanges, naiveDayAt, shownAt } from './naive-local-day.ts'
import { isThorough, propertyParameters } from './property-runs.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const yearMs = 366 * dayMs

const zoneArbitrary = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...mainTimeZoneNames) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('+', '-'), fc.nat({ max: 23 }), fc.nat({ max: 59 }))
      .map(([sign, hours, minutes]) => `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`),
  },
)

/** The distance from a clock change. */
const distanceArbitrary = fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -2 * dayMs, max: 2 * dayMs }))

/** A zone and an instant from 1970 to 2099, in most cases near a change of its clocks. */
const momentArbitrary = fc
  .record({
    name: zoneArbitrary,
    instant: fc.integer({ min: 0, max: lastInstant }),
    nearChange: fc.option(fc.record({ index: fc.nat({ max: 100 }), distance: distanceArbitrary }), { nil: undefined }),
  })
  .map(({ name, instant, nearChange }) => ({ zone: zoneOf(name), instant: nearChange === undefined ? instant : moved(name, instant, nearChange) }))

/** Moves an instant near one of the clock changes of the following year, if the zone has any. */
function moved(name: string, instant: number, { index, distance }: { index: number; distance: number }): number {
  const changes = naiveClockChanges(name, instant, instant + yearMs)
  const change = changes[index % changes.length]
  return change === undefined ? instant : Math.min(Math.max(change + distance, 0), lastInstant)
}

/** Most of a case is looking at clocks through a year for its changes. */
function parameters() {
  const { seed, numRuns } = propertyParameters()
  return { seed, numRuns: isThorough ? numRuns : Math.ceil(numRuns / 4) }
}

describe('in every zone of the table, from 1970 to 2099', () => {
  test('the offset is what Intl says', () => {
    fc.assert(
      fc.property(momentArbitrary, ({ zone, instant }) => {
        expect({ zone, instant, offsetMs: utcOffsetMs(zone, instant) }).toEqual({ zone, instant, offsetMs: intlOffsetMs(zone.name, instant) })
      }),
      parameters(),
    )
  })

  test('an instant is written as what clocks show, and so that it can be read again', () => {
    fc.assert(
      fc.property(momentArbitrary, ({ zone, instant }) => {
        const text = formatInstant(instant, zone)
        expect(text.slice(0, 19)).toBe(shownAt(zone.name, instant).replace(' ', 'T'))
        // Only Liberia before 1972 had an offset that Date cannot read.
        if (text.length === 29) expect(Date.parse(text)).toBe(instant)
        else expect(zone.name).toBe('Africa/Monrovia')
      }),
      parameters(),
    )
  })

  test('the day of an instant is the greatest date that clocks had shown by then', () => {
    fc.assert(
      fc.property(momentArbitrary, ({ zone, instant }) => {
        const expected = naiveDayAt(zone.name, instant)
        for (const at of [instant, expected.startsAt, expected.endsAt - 1]) expect(dayOf(zone, at)).toEqual({ zone, at, ...expected })
        expect(dayOf(zone, expected.endsAt).startsAt).toBe(expected.endsAt)
        expect(dayOf(zone, expected.startsAt - 1).endsAt).toBe(expected.startsAt)
      }),
      parameters(),
    )
  })

  test('a day is longer than the longest timeout, so that no timeout reaches over one', () => {
    fc.assert(
      fc.property(momentArbitrary, ({ zone, instant }) => {
        const { startsAt, endsAt } = localDayAt(zone, instant)
        expect(endsAt - startsAt).toBeGreaterThan(4 * hourMs)
      }),
      parameters(),
    )
  })
})

function dayOf(zone: TimeZone, at: number) {
  const { date, startsAt, endsAt } = localDayAt(zone, at)
  return { zone, at, date, startsAt, endsAt }
}

function zoneOf(name: string): TimeZone {
  const zone = findTimeZone(name)
  if (zone === undefined) throw new Error(`${name} is no zone`)
  return zone
}

const offsetFormats = new Map<string, Intl.DateTimeFormat>()

/** From `GMT`, `GMT+05:30` or `GMT-00:44:30`. */
function intlOffsetMs(name: string, instant: number): number {
  let format = offsetFormats.get(name)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
    offsetFormats.set(name, format)
  }
  const text = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes, seconds] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text) ?? []
  const sizeMs = ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1000
  return sign === '-' ? -sizeMs : sizeMs
}
