import { describe, expect, test } from 'vitest'
import { formatUnrecorded, knownZoneOf, missingDates, missingOf, type Unrecorded, unrecordedOf } from './unrecorded.ts'

const amsterdam = 'Europe/Amsterdam'
const now = Date.parse('2026-11-25T14:03+01:00')
const instant = (text: string) => new Date(text).toISOString()
const stretch = (from: string, to: string) => ({ from: instant(from), to: instant(to) })
type Stretch = { from: string; to: string | null }
const dates = { from: '2026-11-12', to: '2026-11-25' }

/** Of the two weeks up to now, with these stretches on record. */
const unrecorded = (...recorded: Stretch[]) => unrecordedOf({ ...dates, recorded }, amsterdam, now)
const text = (each: Unrecorded) => formatUnrecorded(each, 'en-GB', amsterdam).replaceAll(/\s+/g, ' ')
const shown = (...recorded: Stretch[]) => unrecorded(...recorded).map(text)

const until = (from: string) => ({ from: instant(from), to: null })

describe('what is not on record', () => {
  test('is nothing where everything is, however old the answer, and whatever the clock of the browser', () => {
    const recorded = [until('2026-11-01T00:00Z')]
    for (const clock of [now - 600_000, now, now + 3_600_000]) expect(unrecordedOf({ ...dates, recorded }, amsterdam, clock)).toEqual([])
  })

  test('is all of it where nothing is, up to now', () => {
    expect(shown()).toEqual(['12 – 25 November 2026'])
    expect(unrecorded()[0]).toMatchObject({ startsAt: Date.parse('2026-11-12T00:00+01:00'), endsAt: now })
    expect(unrecordedOf({ from: '2026-11-26', to: '2026-11-30', recorded: [] }, amsterdam, now)).toEqual([])
  })

  test('is what was before, between and after what is on record', () => {
    expect(shown(stretch('2026-11-14T10:12+01:00', '2026-11-20T17:00+01:00'), stretch('2026-11-23T00:00+01:00', '2026-11-25T09:00+01:00'))).toEqual([
      '12 November 2026 at 00:00 – 14 November 2026 at 10:12',
      '20 November 2026 at 17:00 – 23 November 2026 at 00:00',
      '25 November 2026, 09:00–14:03',
    ])
  })

  test('are whole dates by the clock of their zone, on clock-change days too', () => {
    const range = { from: '2026-10-24', to: '2026-10-26', recorded: [stretch('2026-10-26T00:00+01:00', '2026-10-27T00:00+01:00')] }
    expect(unrecordedOf(range, amsterdam, now).map(text)).toEqual(['24 – 25 October 2026'])
    expect(unrecordedOf(range, 'Asia/Tokyo', now)).toHaveLength(1)
    expect(missingOf('2026-10-26', unrecordedOf(range, 'Asia/Tokyo', now))).toBe('part')
  })
})

describe('a date', () => {
  const missing = unrecorded(stretch('2026-11-14T10:12+01:00', '2026-11-20T17:00+01:00'), stretch('2026-11-23T00:00+01:00', '2026-11-25T00:00+01:00'))

  test.each([
    ['2026-11-12', 'all'],
    ['2026-11-13', 'all'],
    ['2026-11-14', 'part'],
    ['2026-11-15', 'none'],
    ['2026-11-20', 'part'],
    ['2026-11-22', 'all'],
    ['2026-11-23', 'none'],
    ['2026-11-25', 'all'],
  ])('%s lacks %s', (date, lacks) => {
    expect(missingOf(date, missing)).toBe(lacks)
  })

  test('that lacks something and has no activity is listed, whole ones together', () => {
    expect(missingDates(missing, new Set(['2026-11-20']))).toEqual([
      { from: '2026-11-25', to: '2026-11-25', isWhole: true },
      { from: '2026-11-21', to: '2026-11-22', isWhole: true },
      { from: '2026-11-14', to: '2026-11-14', isWhole: false },
      { from: '2026-11-12', to: '2026-11-13', isWhole: true },
    ])
  })

  test('with two breaks is listed once', () => {
    const twice = unrecorded(
      stretch('2026-11-01T00:00Z', '2026-11-20T09:00+01:00'),
      stretch('2026-11-20T10:00+01:00', '2026-11-20T11:00+01:00'),
      until('2026-11-20T12:00+01:00'),
    )
    expect(missingDates(twice, new Set())).toEqual([{ from: '2026-11-20', to: '2026-11-20', isWhole: false }])
  })
})

test('a zone that the browser does not know is none', () => {
  expect([knownZoneOf(['Nowhere/Such', undefined, amsterdam]), knownZoneOf([])]).toEqual([amsterdam, 'UTC'])
})
