import { formatInstant, inWholeSeconds, type SessionPart, type TimeZone } from '@stitchlog/timeline'
import { differsFromViewer } from './differs-from-viewer.ts'

/** What is done for whom: plain for programs; excel for spreadsheets where the comma is the decimal sign. */
export type CsvDialect = 'plain' | 'excel'

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

/** One session part, its cells in the order of `csvColumns`. */
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
    // Exact for programs, as the instants are. A spreadsheet would take a point for a separator of thousands where the comma is the decimal sign.
    duration_seconds: String(dialect === 'excel' ? durationSeconds : (part.endedAt - part.startedAt) / 1000),
    duration: hoursMinutesSeconds(durationSeconds),
    // An offset stays readable: it is no client's text, and a formula of it is only itself.
    time_zone: zone.fixedOffsetMs === undefined ? neutralised(zone.name) : zone.name,
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

/** `2026-11-25 09:00:00`, which a spreadsheet takes for a date and time. */
const spreadsheetTime = (instant: string) => instant.slice(0, '2026-11-25T09:00:00'.length).replace('T', ' ')

/** H:MM:SS of whole seconds. */
export function hoursMinutesSeconds(seconds: number): string {
  const [hours, ...rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return [hours, ...rest.map((part) => String(part).padStart(2, '0'))].join(':')
}

/**
 * A formula's sign (Excel takes full-width ones too) where a cell begins, or where a spreadsheet that splits at another separator than the
 * file's would begin one. Spaces and quotes before it do not count: some programs drop them.
 */
const formulaSign = /(?<=(?:^|[,;\t\r\n\u2028\u2029])[\s"]*)[=+\-@＝＋－＠]/g

/** A cell that no spreadsheet runs as a formula, nor any part of it. */
export function neutralised(text: string): string {
  return text.replaceAll(formulaSign, "'$&").replace(/^[\t\r]/, "'$&")
}
