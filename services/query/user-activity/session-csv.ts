import { setImmediate } from 'node:timers/promises'
import { findTimeZone, type SessionPart, type Stretch, type TimeZone } from '@stitchlog/timeline'
import { CsvFile, type CsvFormat, type CsvSubject } from '../csv/csv-file.ts'
import { csvColumns, csvRowOf, unrecordedCsvRow } from './session-csv-rows.ts'

/** How many rows are written before other requests get a turn. */
const rowsPerChunk = 250

interface SessionCsv {
  readonly viewerZone: TimeZone | undefined
  readonly format: CsvFormat
  readonly subject: CsvSubject
  /** Of which times nothing is on record, in order, if the dates are those of a zone. */
  readonly unrecordedIn: (zone: TimeZone) => readonly Stretch[]
}

/** A CSV file of session parts and of the times between them that are not on record, in pieces. Each piece is read only when it is requested. */
export async function* csvChunks(pages: AsyncIterable<readonly SessionPart[]>, sessions: SessionCsv): AsyncGenerator<string> {
  const file = new CsvFile(csvColumns, sessions.format, sessions.subject)
  const rows = new SessionCsvRows(sessions)
  // Sent together with the first rows, so that a response begins only if its data can be read.
  let head = await file.head()
  for await (const parts of pages) {
    for (let first = 0; first < parts.length; first += rowsPerChunk) {
      yield head + (await file.text(rows.of(parts.slice(first, first + rowsPerChunk))))
      head = ''
      await setImmediate()
    }
  }
  const last = rows.rest()
  if (head !== '' || last.length > 0) yield head + (last.length > 0 ? await file.text(last) : '')
}

/** The rows of a file, in order of time. */
class SessionCsvRows {
  readonly #file: SessionCsv
  /** That of the first session: it does not change within a file. */
  #zone: TimeZone | undefined
  #unrecorded: Stretch[] = []
  #date = ''
  #coveredUntil = 0

  constructor(file: SessionCsv) {
    this.#file = file
  }

  of(parts: readonly SessionPart[]): string[][] {
    return parts.flatMap((part) => [...this.#unrecordedUntil(part.startedAt, part.zone), this.#row(part)])
  }

  /** What is not on record after the last session. */
  rest(): string[][] {
    return this.#unrecordedUntil(Number.POSITIVE_INFINITY, this.#file.viewerZone ?? findTimeZone('Etc/UTC'))
  }

  #row(part: SessionPart): string[] {
    const { viewerZone, format } = this.#file
    if (part.date !== this.#date) this.#coveredUntil = 0
    this.#date = part.date
    const row = csvRowOf(part, viewerZone, format, this.#coveredUntil)
    this.#coveredUntil = Math.max(this.#coveredUntil, part.endedAt)
    return row
  }

  #unrecordedUntil(instant: number, zone: TimeZone | undefined): string[][] {
    if (this.#zone === undefined && zone !== undefined) {
      this.#zone = zone
      this.#unrecorded = [...this.#file.unrecordedIn(zone)]
    }
    const rows: string[][] = []
    for (let next = this.#unrecorded[0]; next !== undefined && next.from <= instant; next = this.#unrecorded[0]) {
      if (this.#zone !== undefined) rows.push(unrecordedCsvRow(next, this.#zone))
      this.#unrecorded.shift()
    }
    return rows
  }
}
