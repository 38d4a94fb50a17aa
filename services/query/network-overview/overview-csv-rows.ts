import type { NetworkDay, NetworkUser } from '@stitchlog/store'
import { formatInstant, formatUtc, type Stretch } from '@stitchlog/timeline'
import { hoursMinutesSeconds, neutralised, timeZoneCell } from '../csv/csv-cells.ts'
import { type CsvDialect, csvText } from '../csv/csv-text.ts'

const totalsColumns = ['sessions', 'duration_seconds', 'duration', 'active_duration_seconds', 'active_duration']

/** Filled in rows of their own, behind all others, in which nothing else is. */
const unrecordedColumns = ['not_recorded_from', 'not_recorded_to']

export const usersCsvColumns: readonly string[] = ['user_id', 'active_days', ...totalsColumns, 'last_active_at', 'time_zone', ...unrecordedColumns]

export const daysCsvColumns: readonly string[] = ['date', 'active_users', ...totalsColumns, 'provisional', ...unrecordedColumns]

/** Rows in the order of `usersCsvColumns`. */
export async function usersCsvText(users: readonly NetworkUser[], dialect: CsvDialect): Promise<string> {
  const rows = users.map((user) => usersCsvRow(user, dialect))
  // Ids are clients' texts. Unlike zone names, they may contain the separator of a spreadsheet with another locale.
  return await csvText(rows, dialect, { quotedColumns: usersCsvColumns.map((column) => column === 'user_id') })
}

function usersCsvRow(user: NetworkUser, dialect: CsvDialect): string[] {
  const { userId, activeDays, zone, lastActiveAt } = user
  return [neutralised(userId), String(activeDays), ...totals(user, dialect), formatInstant(lastActiveAt, zone), timeZoneCell(zone), '', '']
}

/** In the order of `daysCsvColumns`. */
export function daysCsvRow(day: NetworkDay, isProvisional: boolean, dialect: CsvDialect): string[] {
  return [day.date, String(day.activeUsers), ...totals(day, dialect), String(isProvisional), '', '']
}

/** Rows of the times of which nothing is on record, for a file with these columns. */
export const unrecordedRows = (unrecorded: readonly Stretch[], { length }: readonly string[]): string[][] =>
  unrecorded.map(({ from, until }) => [...Array.from({ length: length - unrecordedColumns.length }, () => ''), formatUtc(from), formatUtc(until)])

function totals(row: Omit<NetworkDay, 'date' | 'activeUsers' | 'timeZones'>, dialect: CsvDialect): string[] {
  const { durationMs, durationSeconds, activeDurationMs, activeDurationSeconds } = row
  // As in the export of one user: exact for programs, and in whole seconds for people, as everywhere else.
  const seconds = (ms: number, shown: number) => String(dialect === 'excel' ? shown : ms / 1000)
  return [
    String(row.sessionCount),
    seconds(durationMs, durationSeconds),
    hoursMinutesSeconds(durationSeconds),
    seconds(activeDurationMs, activeDurationSeconds),
    hoursMinutesSeconds(activeDurationSeconds),
  ]
}
