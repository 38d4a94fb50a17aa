import { HttpProblem } from '@stitchlog/http-kit'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { addDays, daysFrom } from './calendar-date.ts'
import { type AskedRange, datePages, resolveRange, widestRange } from './date-range.ts'

const today = '2026-11-25'
const noon = Date.parse(`${today}T12:00Z`)
const resolved = (asked: AskedRange) => resolveRange(asked, async () => today)

const detailOf = (asked: AskedRange) => {
  try {
    widestRange(asked, noon)
    return undefined
  } catch (error) {
    return error instanceof HttpProblem && error.code === 'invalid-parameter' ? error.message : error
  }
}

const dateArbitrary = fc.integer({ min: -1, max: 47_482 }).map((day) => addDays('1970-01-01', day))

describe('the dates that a request means', () => {
  test('are the two weeks up to today where it names none', async () => {
    expect(await resolved({})).toEqual({ from: '2026-11-12', to: today })
  })

  test('are the two weeks up to the date that it names', async () => {
    expect(await resolved({ to: '2026-03-05' })).toEqual({ from: '2026-02-20', to: '2026-03-05' })
    expect(await resolved({ to: '1970-01-01' })).toEqual({ from: '1969-12-19', to: '1970-01-01' })
  })

  test('go up to today, or are the one date that is later', async () => {
    expect(await resolved({ from: '2026-11-20' })).toEqual({ from: '2026-11-20', to: today })
    expect(await resolved({ from: '2026-11-26' })).toEqual({ from: '2026-11-26', to: '2026-11-26' })
  })

  test('are at most 1,000 days apart', () => {
    expect(widestRange({ from: addDays(today, -1000), to: today }, noon)).toEqual({ from: '2024-02-29', to: today })
    expect(detailOf({ from: addDays(today, -1001), to: today })).toBe('from: at most 1000 days before to')
    expect(detailOf({ from: addDays(today, -999) })).toBeUndefined()
    expect(detailOf({ from: addDays(today, -1000) })).toBe('from: at most 1000 days before tomorrow (UTC) where there is no to')
  })

  test('are in order', () => {
    expect(widestRange({ from: today, to: today }, noon)).toEqual({ from: today, to: today })
    expect(detailOf({ from: '2026-11-26', to: today })).toMatch(/^from: /)
  })

  test('lie within the widest range that a request may mean, and are that range where the last one is named', async () => {
    const dates = ['2026-11-10', '2026-11-24', today, '2026-11-26', '2026-11-27']
    for (const from of [undefined, ...dates]) {
      expect(widestRange({ from, to: '2026-11-27' }, noon)).toEqual(await resolveRange({ from, to: '2026-11-27' }, async () => today))
      for (const lastDate of dates.slice(1, 4)) {
        const widest = widestRange({ from }, noon)
        const exact = await resolveRange({ from }, async () => lastDate)
        expect(widest.from <= exact.from && widest.to >= exact.to, `${from} ${lastDate}`).toBe(true)
        expect(daysFrom(widest.from, exact.from) + daysFrom(exact.to, widest.to)).toBeLessThanOrEqual(2)
      }
    }
  })

  test('need no look at the user where both ends are named, or the last one', async () => {
    const fail = () => Promise.reject(new Error('asked for today'))
    expect(await resolveRange({ from: '2026-01-01', to: '2026-01-02' }, fail)).toEqual({ from: '2026-01-01', to: '2026-01-02' })
    expect(await resolveRange({ to: '2026-01-14' }, fail)).toEqual({ from: '2026-01-01', to: '2026-01-14' })
  })
})

describe('pages of dates', () => {
  test('hold each date of the range once, in order', () => {
    fc.assert(
      fc.property(dateArbitrary, fc.nat({ max: 1000 }), fc.integer({ min: 1, max: 130 }), (from, days, datesPerPage) => {
        const to = addDays(from, days)
        const pages = [...datePages({ from, to }, datesPerPage)]
        const dates = pages.flatMap((page) => Array.from({ length: daysFrom(page.from, page.to) + 1 }, (_, day) => addDays(page.from, day)))
        expect(dates).toEqual(Array.from({ length: days + 1 }, (_, day) => addDays(from, day)))
        expect(pages.every((page) => daysFrom(page.from, page.to) < datesPerPage)).toBe(true)
      }),
      { ...propertyParameters(), numRuns: 200 },
    )
  })
})
