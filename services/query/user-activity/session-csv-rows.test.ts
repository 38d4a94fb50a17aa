import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { partOf, zoneOf } from '../../../packages/timeline/tests/session-parts.ts'
import { hoursMinutesSeconds, neutralised } from '../csv/csv-cells.ts'
import type { CsvFormat } from '../csv/csv-file.ts'
import { isFormula, naiveCells, nastyText } from '../tests/naive-cells.ts'
import { csvColumns, csvRowOf } from './session-csv-rows.ts'

const cellsOf = (...row: Parameters<typeof csvRowOf>) => Object.fromEntries(csvColumns.map((column, index) => [column, csvRowOf(...row)[index]]))

describe('a row', () => {
  test('shows a session part on the clock of its zone', () => {
    const part = partOf('2026-11-25T23:00:00.250+01:00', '2026-11-26T00:00+01:00', { continuesOnNextDay: true })
    expect(cellsOf(part, zoneOf('America/New_York'), {})).toEqual({
      date: '2026-11-25',
      device: 'mobile',
      started_at: '2026-11-25T23:00:00.250+01:00',
      ended_at: '2026-11-26T00:00:00.000+01:00',
      duration_seconds: '3599.75',
      duration: '1:00:00',
      time_zone: 'Europe/Amsterdam',
      utc_offset: '+01:00',
      differs_from_viewer: 'true',
      continues_from_previous_day: 'false',
      continues_on_next_day: 'true',
      start_local: '2026-11-25 23:00:00',
      end_local: '2026-11-26 00:00:00',
      active_duration_seconds: '3599.75',
      active_duration: '1:00:00',
    })
  })

  test('is active for as long as no part before it covers, in the seconds that are shown', () => {
    const part = partOf('2026-11-25T12:50:00.999Z', '2026-11-25T13:10:00.000Z', { zone: '+00:00' })
    const active = (coveredUntil: string, format: CsvFormat) => cellsOf(part, undefined, format, Date.parse(coveredUntil))
    expect(active('2026-11-25T12:55:31.900Z', {})).toMatchObject({ active_duration: '0:14:29', active_duration_seconds: '868.1' })
    expect(active('2026-11-25T12:55:31.900Z', { dialect: 'excel' })).toMatchObject({ active_duration: '0:14:29', active_duration_seconds: '869' })
    expect(active('2026-11-25T13:30:00Z', {})).toMatchObject({ active_duration: '0:00:00', active_duration_seconds: '0' })
    expect(active('2026-11-25T12:00:00Z', {})).toMatchObject({ active_duration: '0:20:00', active_duration_seconds: '1199.001' })
  })

  test('has whole seconds where a point might be taken for a separator of thousands', () => {
    const part = partOf('2026-11-25T09:00:00.000Z', '2026-11-25T09:00:01.499Z')
    expect(cellsOf(part, undefined, { dialect: 'excel' })).toMatchObject({ duration_seconds: '1', duration: '0:00:01' })
    expect(cellsOf(part, undefined, {})).toMatchObject({ duration_seconds: '1.499', duration: '0:00:01' })
  })

  test('lasts as long as from the start to the end that it shows', () => {
    const part = partOf('2026-11-25T12:25:00.400Z', '2026-11-25T12:55:31.900Z', { zone: '+00:00' })
    const shown = { start_local: '2026-11-25 12:25:00', end_local: '2026-11-25 12:55:31', duration: '0:30:31' }
    expect(cellsOf(part, undefined, {})).toMatchObject({ ...shown, duration_seconds: '1831.5' })
    expect(cellsOf(part, undefined, { dialect: 'excel' })).toMatchObject({ ...shown, duration_seconds: '1831' })
  })

  test('keeps offsets as they are', () => {
    const east = partOf('2026-11-25T09:00Z', '2026-11-25T10:00Z', { zone: '+05:30' })
    const west = partOf('2026-11-25T09:00Z', '2026-11-25T10:00Z', { zone: '-03:30' })
    expect(cellsOf(east, undefined, {})).toMatchObject({ time_zone: '+05:30', utc_offset: '+05:30' })
    expect(cellsOf(west, undefined, {})).toMatchObject({ time_zone: '-03:30', utc_offset: '-03:30' })
  })

  test('has the offset at its start where clocks change within it', () => {
    const part = partOf('2026-10-25T02:30+02:00', '2026-10-25T02:30+01:00')
    expect(cellsOf(part, undefined, {})).toMatchObject({
      utc_offset: '+02:00',
      duration: '1:00:00',
      start_local: '2026-10-25 02:30:00',
      end_local: '2026-10-25 02:30:00',
    })
  })
})

test('durations are hours, minutes and seconds', () => {
  expect([0, 1, 59, 3599, 3600, 90_000].map(hoursMinutesSeconds)).toEqual(['0:00:00', '0:00:01', '0:00:59', '0:59:59', '1:00:00', '25:00:00'])
})

describe('a neutralised cell', () => {
  test.each(['=1+1', '+1', '-1', '@A1', '\t=1', '\r1', '＝1+1', '＋1', '－1', '＠A1'])(
    'that begins as a formula does has an apostrophe first: %j',
    (cell) => {
      expect(neutralised(cell).slice(0, 2)).toBe(`'${cell.slice(0, 1)}`)
    },
  )

  test.each([
    ['a;=1+1;b', "a;'=1+1;b"],
    ['b,=1+1', "b,'=1+1"],
    ['a\t＋1\n－2\r\n@3', "a\t'＋1\n'－2\r\n'@3"],
    ['a\u2028=1', "a\u2028'=1"],
    ['a; =1', "a; '=1"],
    ['a;"=1"', `a;"'=1"`],
    [';=-1', ";'=-1"],
  ])('has one wherever else a cell may be made to begin: %j', (cell, shown) => {
    expect(neutralised(cell)).toBe(shown)
  })

  test.each(['', 'a=b', 'anna+work@example.org', 'a-b, c', "a;'=1", 'a = b', '1;2', 'Müller; Köln－West'])(
    'stays without such a place: %j',
    (cell) => {
      expect(neutralised(cell)).toBe(cell)
    },
  )

  test('begins nowhere as a formula does, and has nothing but apostrophes added', () => {
    fc.assert(
      fc.property(nastyText, (cell) => {
        expect(naiveCells(neutralised(cell)).filter(isFormula)).toEqual([])
        expect(neutralised(cell).replaceAll("'", '')).toBe(cell.replaceAll("'", ''))
        if (!/^[\t\r]/.test(cell) && !naiveCells(cell).some(isFormula)) expect(neutralised(cell)).toBe(cell)
      }),
      propertyParameters(),
    )
  })
})
