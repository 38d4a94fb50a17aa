import { expect, test } from 'vitest'
import { datesOf } from './named-ranges.ts'
import { isWeekend, weekStart } from './weeks.ts'

const range = (...given: Parameters<typeof datesOf>) => {
  const { from, to } = datesOf(...given)
  return `${from} ${to}`
}

test.each([
  ['2026-11-25', 'thisWeek', '2026-11-23 2026-11-25'],
  ['2026-11-23', 'thisWeek', '2026-11-23 2026-11-23'],
  ['2026-11-22', 'lastWeek', '2026-11-09 2026-11-15'],
  ['2026-11-25', 'lastWeek', '2026-11-16 2026-11-22'],
  ['2027-01-01', 'lastWeek', '2026-12-21 2026-12-27'],
  ['2026-11-25', 'thisMonth', '2026-11-01 2026-11-25'],
  ['2026-03-31', 'lastMonth', '2026-02-01 2026-02-28'],
  ['2028-03-01', 'lastMonth', '2028-02-01 2028-02-29'],
  ['2027-01-15', 'lastMonth', '2026-12-01 2026-12-31'],
  ['2026-11-25', 'lastTwoWeeks', '2026-11-12 2026-11-25'],
  ['2026-11-25', 'lastQuarter', '2026-08-27 2026-11-25'],
] as const)('on %s, %s are the dates %s', (latest, name, dates) => {
  expect(range(name, latest, 'nl-NL')).toBe(dates)
})

test('weeks begin and end as the reader counts them', () => {
  expect(range('lastWeek', '2026-11-25', 'en-US')).toBe('2026-11-15 2026-11-21')
  expect(['en-GB', 'nl-NL', 'en-US'].map((locale) => weekStart('2026-11-22', locale))).toEqual(['2026-11-16', '2026-11-16', '2026-11-22'])
  expect(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map((date) => isWeekend(date, 'nl-NL'))).toEqual([false, true, true, false])
})
