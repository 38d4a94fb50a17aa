import { setImmediate } from 'node:timers/promises'
import { findTimeZone, type SessionPart, type Stretch, type TimeZone } from '@stitchlog/timeline'
import { type CsvDialect, csvText } from '../csv/csv-text.ts'
import { csvColumns, csvRowOf, unrecordedCsvRow } from './session-csv-rows.ts'

/** How many rows are written before other requests get a turn. */
const rowsPerChunk = 250

interface SessionCsv {
  readonly viewerZone: TimeZone | undefined
  readonly dialect: CsvDialect
  /** Of which times nothing is on record, in order, if the dates are those of a zone. */
  readonly unrecordedIn: (zone: TimeZone) => readonly Stretch[]
}

/** A CSV file of session parts and of the times between them that are not on record, in pieces. Each piece is read only when it is requested. */
export async function* csvChunks(pages: AsyncIterable<readonly SessionPart[]>, file: SessionCsv): AsyncGenerator<string> {
  const { dialect } = file
  const rows = new SessionCsvRows(file)
  // Sent together with the first rows, so that a response begins only if its data can be read.
  let head = await csvText([csvColumns], dialect, { isStart: true })
  for await (const parts of pages) {
    for (let first = 0; first < parts.length; first += rowsPerChunk) {
      yield head + (await csvText(rows.of(parts.slice(first, first + rowsPerChunk)), dialect))
      head = ''
      await setImmediate()
    }
  }
  const last = rows.rest()
  if (head !== '' || last.length > 0) yield head + (last.length > 0 ? await csvText(last, dialect) : '')
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
    const { viewerZone, dialect } = this.#file
    if (part.date !== this.#date) this.#coveredUntil = 0
    this.#date = part.date
    const row = csvRowOf(part, viewerZone, dialect, this.#coveredUntil)
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
