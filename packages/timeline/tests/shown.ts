import { dayTotalsOf } from '../src/day-totals.ts'
import type { SessionPart } from '../src/sessions-cut-at-midnight.ts'
import type { NaiveDayTotals, NaiveSessionPart } from './naive-model.ts'

/** What people see, in a fixed order so that two results can be compared. */
export interface Shown {
  readonly parts: readonly NaiveSessionPart[]
  readonly days: readonly NaiveDayTotals[]
}

export function shownBy(parts: readonly SessionPart[]): Shown {
  const named = parts.map(({ zone, ...part }) => ({ ...part, timeZone: zone.name }))
  const days = Map.groupBy(named, ({ networkId, userId, date }) => JSON.stringify({ networkId, userId, date }))
  return inOrder({ parts: named, days: [...days].map(([key, ofDay]) => ({ ...JSON.parse(key), ...dayTotalsOf(ofDay) })) })
}

export const inOrder = ({ parts, days }: Shown): Shown => ({ parts: parts.toSorted(byText), days: days.toSorted(byText) })

const byText = (a: object, b: object) => (textOf(a) < textOf(b) ? -1 : 1)

const textOf = (row: object) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))
