import { setImmediate } from 'node:timers/promises'
import { findTimeZone, type SessionPart, type Stretch, type TimeZone } from '@stitchlog/timeline'
import { CsvFile, type CsvFormat, type CsvSubject } from '../csv/csv-file.ts'
import { nameCells, withNames } from '../csv/name-columns.ts'
import type { Person } from '../directory/directory.ts'
import { csvColumns, csvRowOf, unrecordedCsvRow } from './session-csv-rows.ts'

/** How many rows are written before other requests get a turn. */
const rowsPerChunk = 250

export interface SessionFile {
  readonly viewerZone: TimeZone | undefined
  readonly format: CsvFormat
  readonly subject: CsvSubject
  /** Who the user is, where the network has a directory. */
  readonly names: { readonly person: Person | undefined } | undefined
  /** Of which times nothing is on record, in order, if the dates are those of a zone. */
  readonly unrecordedIn: (zone: TimeZone) => readonly Stretch[]
}

/** The columns of a file, where names are appended. */
export const sessionColumns = ({ names }: Pick<SessionFile, 'names'>) => (names === undefined ? csvColumns : withNames(csvColumns))

/** A CSV file of session parts and of the times between them that are not on record, in pieces. Each piece is read only when it is requested. */
export async function* csvChunks(pages: AsyncIterable<readonly SessionPart[]>, sessions: SessionFile): AsyncGenerator<string> {
  const file = new CsvFile(sessionColumns(sessions), sessions.format, sessions.subject)
  // Sent together with the first rows, so that a response begins only if its data can be read.
  let head = await file.head()
  for await (const rows of sessionRows(pages, sessions)) {
    if (head !== '' || rows.length > 0) yield head + (rows.length > 0 ? await file.text(rows) : '')
    head = ''
  }
}

/** The rows of a file, in the order of their columns, a few at a time: at least one array, which may be empty. */
export async function* sessionRows(pages: AsyncIterable<readonly SessionPart[]>, sessions: SessionFile): AsyncGenerator<readonly string[][]> {
  const rows = new SessionRows(sessions)
  for await (const parts of pages) {
    for (let first = 0; first < parts.length; first += rowsPerChunk) {
      yield rows.of(parts.slice(first, first + rowsPerChunk))
      await setImmediate()
    }
  }
  yield rows.rest()
}

/** The rows of a file, in order of time. */
class SessionRows {
  readonly #file: SessionFile
  /** That of the first session: it does not change within a file. */
  #zone: TimeZone | undefined
  #unrecorded: Stretch[] = []
  #date = ''
  #coveredUntil = 0

  constructor(file: SessionFile) {
    this.#file = file
  }

  of(parts: readonly SessionPart[]): string[][] {
    return this.#withNames(parts.flatMap((part) => [...this.#unrecordedUntil(part.startedAt, part.zone), this.#row(part)]))
  }

  /** What is not on record after the last session. */
  rest(): string[][] {
    return this.#withNames(this.#unrecordedUntil(Number.POSITIVE_INFINITY, this.#file.viewerZone ?? findTimeZone('Etc/UTC')))
  }

  #withNames(rows: string[][]): string[][] {
    const { names } = this.#file
    return names === undefined ? rows : rows.map((row) => [...row, ...nameCells(names.person)])
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
