import type { Dates } from '../api/activity-api.ts'
import { formatDates } from '../format/date-time.ts'
import type { View } from '../view.ts'
import type { MenuItem } from './overflow-menu.ts'

/** The entries of a menu that save a file: of which dates, and for which program. */
export function csvItems(dates: Dates | undefined, { words, locale }: View, save: (dialect: 'excel' | undefined) => void): MenuItem[] {
  const range = dates === undefined ? '' : `${formatDates(dates.from, dates.to, locale)}, `
  return [
    { label: words.csvExport, note: range + words.forPrograms, run: () => save(undefined) },
    { label: words.csvExcel, note: range + words.forExcel, run: () => save('excel') },
  ]
}
