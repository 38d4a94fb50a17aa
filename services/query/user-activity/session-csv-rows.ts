import { differsFromViewer, formatInstant, inWholeSeconds, type SessionPart, type TimeZone } from '@stitchlog/timeline'
import { hoursMinutesSeconds, timeZoneCell } from '../csv/csv-cells.ts'
import type { CsvDialect } from '../csv/csv-text.ts'

export const csvColumns = [
  'date',
  'device',
  'started_at',
  'ended_at',
  'duration_seconds',
  'duration',
  'time_zone',
  'utc_offset',
  'differs_from_viewer',
  'continues_from_previous_day',
  'continues_on_next_day',
  'start_local',
  'end_local',
] as const

/** The cells of one session part, in the order of `csvColumns`. */
export function csvRowOf(part: SessionPart, viewerZone: TimeZone | undefined, dialect: CsvDialect): string[] {
  const { zone } = part
  const startedAt = formatInstant(part.startedAt, zone)
  const endedAt = formatInstant(part.endedAt, zone)
  const shown = inWholeSeconds(part)
  const durationSeconds = (shown.endedAt - shown.startedAt) / 1000
  const cells: Record<(typeof csvColumns)[number], string> = {
    date: part.date,
    device: part.device,
    started_at: startedAt,
    ended_at: endedAt,
    // Exact for programs, like the instants. A spreadsheet with a decimal comma would read a point as a thousands separator.
    duration_seconds: String(dialect === 'excel' ? durationSeconds : (part.endedAt - part.startedAt) / 1000),
    duration: hoursMinutesSeconds(durationSeconds),
    time_zone: timeZoneCell(zone),
    utc_offset: startedAt.slice(localTimeLength),
    differs_from_viewer: String(differsFromViewer(part, viewerZone)),
    continues_from_previous_day: String(part.continuesFromPreviousDay),
    continues_on_next_day: String(part.continuesOnNextDay),
    start_local: spreadsheetTime(startedAt),
    end_local: spreadsheetTime(endedAt),
  }
  return csvColumns.map((column) => cells[column])
}

const localTimeLength = '2026-11-25T09:00:00.000'.length

/** `2026-11-25 09:00:00`, which a spreadsheet reads as a date and time. */
const spreadsheetTime = (instant: string) => instant.slice(0, '2026-11-25T09:00:00'.length).replace('T', ' ')
