import type { CsvFormat, Dates } from '../api/activity-api.ts'
import { formatDates } from '../format/date-time.ts'
import type { View } from '../view.ts'
import type { MenuItem } from './overflow-menu.ts'

interface TableActions {
  readonly save: (format: CsvFormat) => void
  /** Whether there is a workbook of it too. */
  readonly hasWorkbook?: boolean
  /** Undefined where there is nothing to copy. */
  readonly copy: (() => void) | undefined
}

/** The entries of a menu that save what is shown as a file, of which dates and for which program, or copy it. */
export function tableItems(dates: Dates | undefined, { words, locale, language }: View, { save, hasWorkbook, copy }: TableActions): MenuItem[] {
  const range = dates === undefined ? '' : `${formatDates(dates.from, dates.to, locale)}, `
  return [
    { label: words.csvExport, note: range + words.forPrograms, run: () => save({}) },
    { label: words.csvExcel, note: range + words.forExcel, run: () => save({ dialect: 'excel', lang: language }) },
    { label: words.csvSpreadsheets, note: range + words.forSpreadsheets, run: () => save({ lang: language }) },
    ...(hasWorkbook ? [{ label: words.workbook, note: range + words.forWorkbook, run: () => save({ as: 'xlsx', lang: language }) }] : []),
    ...(copy === undefined ? [] : [{ label: words.copyTable, run: copy }]),
  ]
}
