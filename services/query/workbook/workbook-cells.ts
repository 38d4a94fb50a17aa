import type { CsvColumn } from '../csv/csv-words.ts'

const secondsPerDay = 86_400

/** Spreadsheets count the days from here, since they take 1900 for a leap year. Dates of activity are later. */
const dayZero = Date.UTC(1899, 11, 30)

/** How the cells of a column are stored and shown. */
export interface CellKind {
  /** Excel's number format. `@` is text, also once somebody edits the cell. */
  readonly format: string
  /** In characters. */
  readonly width: number
  /** The number of a text, in a unit in which sums of many are exact; undefined: a text stays a text. */
  readonly numberOf?: (text: string) => number
  /** How many of these a stored one is. */
  readonly unit?: number
}

const text: CellKind = { format: '@', width: 18 }
const exactTime: CellKind = { format: '@', width: 30 }
const count: CellKind = { format: '0', width: 12, numberOf: Number }
const date: CellKind = { format: 'yyyy-mm-dd', width: 12, numberOf: (day) => (Date.parse(day) - dayZero) / 1000, unit: secondsPerDay }
/** What a clock shows, whichever zone it is in. */
const clockTime: CellKind = {
  format: 'yyyy-mm-dd hh:mm:ss',
  width: 20,
  numberOf: (instant) => (Date.parse(`${instant.slice(0, 10)}T${instant.slice(11, 19)}Z`) - dayZero) / 1000,
  unit: secondsPerDay,
}
/** The hours go on beyond 24. */
const duration: CellKind = {
  format: '[h]:mm:ss',
  width: 12,
  numberOf: (hoursMinutesSeconds) => hoursMinutesSeconds.split(':').reduce((sum, part) => sum * 60 + Number(part), 0),
  unit: secondsPerDay,
}

const kinds: Readonly<Partial<Record<CsvColumn, CellKind>>> = {
  date,
  started_at: exactTime,
  ended_at: exactTime,
  duration_seconds: count,
  duration,
  start_local: clockTime,
  end_local: clockTime,
  active_duration_seconds: count,
  active_duration: duration,
  active_days: count,
  sessions: count,
  last_active_at: clockTime,
  last_active_with_offset: exactTime,
  not_recorded_from: clockTime,
  not_recorded_to: clockTime,
}

export const kindOf = (column: CsvColumn): CellKind => kinds[column] ?? text

/**
 * A text as the file has to have it, so that a spreadsheet shows just this text: an underscore that would begin the code of another character, and the
 * two characters that XML lacks, have codes themselves. The writer gives codes to control characters.
 */
export const storedText = (shown: string): string =>
  shown
    .replaceAll(/_(?=x[\da-f]{4}[_\uFFFE\uFFFF])/gi, '_x005F_')
    .replaceAll('\uFFFE', '_xFFFE_')
    .replaceAll('\uFFFF', '_xFFFF_')
