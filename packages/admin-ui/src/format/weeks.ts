import { addDays } from './date-time.ts'

interface WeekInfo {
  /** From 1, Monday, to 7. */
  readonly firstDay: number
  readonly weekend: readonly number[]
}

/** Of browsers that do not say. */
const international: WeekInfo = { firstDay: 1, weekend: [6, 7] }

const known = new Map<string, WeekInfo>()

/** How people of a locale count weeks. */
function weekInfoOf(locale: string): WeekInfo {
  const info = known.get(locale) ?? findWeekInfo(new Intl.Locale(locale))
  known.set(locale, info)
  return info
}

// Not in TypeScript's library yet.
function findWeekInfo(locale: Intl.Locale & { getWeekInfo?: () => WeekInfo }): WeekInfo {
  return locale.getWeekInfo?.() ?? international
}

/** From 1, Monday, to 7. */
const weekdayOf = (date: string) => ((new Date(date).getUTCDay() + 6) % 7) + 1

/** The first date of the week of a date. */
export function weekStart(date: string, locale: string): string {
  return addDays(date, -((weekdayOf(date) - weekInfoOf(locale).firstDay + 7) % 7))
}

export const isWeekend = (date: string, locale: string): boolean => weekInfoOf(locale).weekend.includes(weekdayOf(date))
