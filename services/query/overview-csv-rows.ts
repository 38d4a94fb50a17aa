import type { NetworkDaysAnswer } from '@stitchlog/contracts'
import type { NetworkUser } from '@stitchlog/store'
import { formatInstant } from '@stitchlog/timeline'
import { csvText } from './csv-chunks.ts'
import { type CsvDialect, hoursMinutesSeconds, neutralised } from './csv-rows.ts'

const totalsColumns = ['sessions', 'duration_seconds', 'duration', 'active_duration_seconds', 'active_duration']

export const usersCsvColumns: readonly string[] = ['user_id', 'active_days', ...totalsColumns, 'last_active_at', 'time_zone']

export const daysCsvColumns: readonly string[] = ['date', 'active_users', ...totalsColumns, 'provisional']

/** Rows in the order of `usersCsvColumns`. */
export async function usersCsvText(users: readonly NetworkUser[], dialect: CsvDialect): Promise<string> {
  const rows = users.map((user) => usersCsvRow(user, dialect))
  // Ids are the one text of clients: other than a zone's name they may hold the separator of a spreadsheet elsewhere.
  return await csvText(rows, dialect, { quotedColumns: usersCsvColumns.map((column) => column === 'user_id') })
}

function usersCsvRow(user: NetworkUser, dialect: CsvDialect): string[] {
  const { userId, activeDays, zone, lastActiveAt } = user
  return [neutralised(userId), String(activeDays), ...totals(user, dialect), formatInstant(lastActiveAt, zone), neutralisedZone(user)]
}

/** In the order of `daysCsvColumns`. */
export function daysCsvRow(day: NetworkDaysAnswer['days'][number], dialect: CsvDialect): string[] {
  return [day.date, String(day.activeUsers), ...totals(day, dialect), String(day.provisional)]
}

/** An offset stays readable, as in the export of one user. */
const neutralisedZone = ({ zone }: NetworkUser) => (zone.fixedOffsetMs === undefined ? neutralised(zone.name) : zone.name)

function totals(
  { sessionCount, durationMs, activeDurationMs }: { sessionCount: number; durationMs: number; activeDurationMs: number },
  dialect: CsvDialect,
): string[] {
  // A spreadsheet would take a point for a separator of thousands where the comma is the decimal sign.
  const seconds = (ms: number) => String(dialect === 'excel' ? Math.round(ms / 1000) : ms / 1000)
  return [
    String(sessionCount),
    seconds(durationMs),
    hoursMinutesSeconds(durationMs),
    seconds(activeDurationMs),
    hoursMinutesSeconds(activeDurationMs),
  ]
}
