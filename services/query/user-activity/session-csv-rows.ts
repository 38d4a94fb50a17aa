import { differsFromViewer, formatInstant, inWholeSeconds, type SessionPart, type Stretch, type TimeZone } from '@stitchlog/timeline'
import { hoursMinutesSeconds, timeZoneCell } from '../csv/csv-cells.ts'
import { type CsvFormat, isInWholeSeconds, spreadsheetTime } from '../csv/csv-file.ts'
import { type CsvColumn, notRecorded } from '../csv/csv-words.ts'

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
  'active_duration_seconds',
  'active_duration',
] as const satisfies readonly CsvColumn[]

/** The columns of which a workbook has the sums. */
export const sessionSums = ['duration_seconds', 'duration', 'active_duration_seconds', 'active_duration'] as const

type Cells = Record<(typeof csvColumns)[number], string>

/**
 * The cells of one session part, in the order of `csvColumns`.
 *
 * @param coveredUntil the latest end of the parts of its date before it; epoch milliseconds. The active duration is what lies after it, so its sum
 *   over a date counts devices used at once only once.
 */
export function csvRowOf(part: SessionPart, viewerZone: TimeZone | undefined, format: CsvFormat, coveredUntil = 0): string[] {
  const { zone } = part
  const startedAt = formatInstant(part.startedAt, zone)
  const endedAt = formatInstant(part.endedAt, zone)
  const shown = inWholeSeconds({ ...part, coveredUntil: Math.floor(coveredUntil / 1000) * 1000 })
  // Exact for programs, like the instants. A spreadsheet with a decimal comma would read a point as a thousands separator.
  const exact = isInWholeSeconds(format) ? shown : { ...part, coveredUntil }
  return rowOf({
    date: part.date,
    device: part.device,
    started_at: startedAt,
    ended_at: endedAt,
    duration_seconds: String((exact.endedAt - exact.startedAt) / 1000),
    duration: hoursMinutesSeconds((shown.endedAt - shown.startedAt) / 1000),
    time_zone: timeZoneCell(zone),
    utc_offset: startedAt.slice(localTimeLength),
    differs_from_viewer: String(differsFromViewer(part, viewerZone)),
    continues_from_previous_day: String(part.continuesFromPreviousDay),
    continues_on_next_day: String(part.continuesOnNextDay),
    start_local: spreadsheetTime(startedAt),
    end_local: spreadsheetTime(endedAt),
    active_duration_seconds: String(activeMs(exact) / 1000),
    active_duration: hoursMinutesSeconds(activeMs(shown) / 1000),
  })
}

/** The cells of a time of which nothing is on record. It has no duration, so that no sum counts it. */
export function unrecordedCsvRow({ from, until }: Stretch, zone: TimeZone): string[] {
  const [startedAt, endedAt] = [formatInstant(from, zone), formatInstant(until, zone)]
  return rowOf({
    date: startedAt.slice(0, '2026-11-25'.length),
    device: notRecorded,
    started_at: startedAt,
    ended_at: endedAt,
    time_zone: timeZoneCell(zone),
    utc_offset: startedAt.slice(localTimeLength),
    start_local: spreadsheetTime(startedAt),
    end_local: spreadsheetTime(endedAt),
  })
}

const rowOf = (cells: Partial<Cells>): string[] => csvColumns.map((column) => cells[column] ?? '')

interface Covered {
  readonly startedAt: number
  readonly endedAt: number
  readonly coveredUntil: number
}

const activeMs = ({ startedAt, endedAt, coveredUntil }: Covered) => Math.max(0, endedAt - Math.max(startedAt, coveredUntil))

const localTimeLength = '2026-11-25T09:00:00.000'.length
