import type { SpreadsheetCell } from '../../../tests/libre-office.ts'

export const text = (value: string): SpreadsheetCell | undefined => (value === '' ? undefined : { type: 'string', value })
export const number = (value: number): SpreadsheetCell => ({ type: 'float', value: String(value) })

/** As LibreOffice writes them: a midnight is a date. */
export const date = (value: string): SpreadsheetCell => ({ type: 'date', value: value.replace(/T00:00:00$/, '') })

export const duration = (seconds: number): SpreadsheetCell => {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) =>
    String(part).padStart(2, '0'),
  )
  return { type: 'time', value: `PT${hours}H${minutes}M${rest}S` }
}

/** What the user's clock shows. */
export const clock = (instant: string) => date(instant.slice(0, 19))

/** In a CSV file an offset is not quoted, and a spreadsheet takes it for the time that it says. */
export function asInCsv(cell: SpreadsheetCell | undefined): SpreadsheetCell | undefined {
  const [, sign = '', hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(cell?.value ?? '') ?? []
  return hours === undefined ? cell : { type: 'time', value: `${sign.replace('+', '')}PT${hours}H${minutes}M00S` }
}
