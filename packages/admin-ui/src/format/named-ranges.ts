import { addDays } from './date-time.ts'
import { weekStart } from './weeks.ts'

export const namedRanges = ['thisWeek', 'lastWeek', 'thisMonth', 'lastMonth', 'lastTwoWeeks', 'lastQuarter'] as const

type NamedRange = (typeof namedRanges)[number]

/** What a page calls a range: `last-month`. @returns undefined if there is none of this name */
export const rangeNamed = (name: string): NamedRange | undefined =>
  namedRanges.find((range) => range.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) === name)

/**
 * The dates that people mean by a name.
 *
 * @param latest today, or the last date with activity if that is later
 * @param locale says with which day weeks begin
 */
export function datesOf(name: NamedRange, latest: string, locale: string): { readonly from: string; readonly to: string } {
  const week = weekStart(latest, locale)
  const month = monthStart(latest)
  switch (name) {
    case 'thisWeek':
      return { from: week, to: latest }
    case 'lastWeek':
      return { from: addDays(week, -7), to: addDays(week, -1) }
    case 'thisMonth':
      return { from: month, to: latest }
    case 'lastMonth':
      return { from: monthStart(addDays(month, -1)), to: addDays(month, -1) }
    case 'lastTwoWeeks':
      return { from: addDays(latest, -13), to: latest }
    case 'lastQuarter':
      return { from: addDays(latest, -90), to: latest }
  }
}

const monthStart = (date: string) => `${date.slice(0, 8)}01`
