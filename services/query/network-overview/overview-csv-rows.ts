import type { NetworkDay } from '@stitchlog/store'
import { formatInstant, formatUtc, type Stretch } from '@stitchlog/timeline'
import { hoursMinutesSeconds, timeZoneCell } from '../csv/csv-cells.ts'
import { type CsvFormat, isInWholeSeconds } from '../csv/csv-file.ts'
import type { CsvColumn } from '../csv/csv-words.ts'
import type { OverviewUser } from './overview-users.ts'

export const totalsColumns = ['sessions', 'duration_seconds', 'duration', 'active_duration_seconds', 'active_duration'] as const

/** Filled in rows of their own, behind all others, in which nothing else is. */
const unrecordedColumns = ['not_recorded_from', 'not_recorded_to'] as const

export const usersCsvColumns: readonly CsvColumn[] = ['user_id', 'active_days', ...totalsColumns, 'last_active_at', 'time_zone', ...unrecordedColumns]

export const daysCsvColumns: readonly CsvColumn[] = ['date', 'active_users', ...totalsColumns, 'provisional', ...unrecordedColumns]

/** In the order of `usersCsvColumns`. */
export function usersCsvRow(user: OverviewUser, format: CsvFormat): string[] {
  const { userId, activeDays, zone, lastActiveAt } = user
  const last = lastActiveAt === null || zone === undefined ? ['', ''] : [formatInstant(lastActiveAt, zone), timeZoneCell(zone)]
  return [userId, String(activeDays), ...totals(user, format), ...last, '', '']
}

/** Beside the time on the user's clock, the exact one. */
const exactTime: { readonly column: CsvColumn; readonly after: CsvColumn } = { column: 'last_active_with_offset', after: 'last_active_at' }

const exactTimePlace = usersCsvColumns.indexOf(exactTime.after) + 1

/** From the columns of a CSV file, `usersCsvColumns` first. */
export const usersWorkbookColumns = (columns: readonly CsvColumn[]): CsvColumn[] => columns.toSpliced(exactTimePlace, 0, exactTime.column)

/** In the order of `usersWorkbookColumns`, from a row of the CSV file. */
export const usersWorkbookRow = (row: readonly string[]): string[] => row.toSpliced(exactTimePlace, 0, row[exactTimePlace - 1] ?? '')

/** In the order of `daysCsvColumns`. */
export function daysCsvRow(day: NetworkDay, isProvisional: boolean, format: CsvFormat): string[] {
  return [day.date, String(day.activeUsers), ...totals(day, format), String(isProvisional), '', '']
}

/** Rows of the times of which nothing is on record, for a file with these columns. */
export const unrecordedRows = (unrecorded: readonly Stretch[], columns: readonly CsvColumn[]): string[][] =>
  unrecorded.map(({ from, until }) => {
    const cells: Partial<Record<CsvColumn, string>> = { not_recorded_from: formatUtc(from), not_recorded_to: formatUtc(until) }
    return columns.map((column) => cells[column] ?? '')
  })

function totals(row: Omit<NetworkDay, 'date' | 'activeUsers' | 'timeZones'>, format: CsvFormat): string[] {
  const { durationMs, durationSeconds, activeDurationMs, activeDurationSeconds } = row
  // As in the export of one user: exact for programs, and in whole seconds for people, as everywhere else.
  const seconds = (ms: number, shown: number) => String(isInWholeSeconds(format) ? shown : ms / 1000)
  return [
    String(row.sessionCount),
    seconds(durationMs, durationSeconds),
    hoursMinutesSeconds(durationSeconds),
    seconds(activeDurationMs, activeDurationSeconds),
    hoursMinutesSeconds(activeDurationSeconds),
  ]
}
