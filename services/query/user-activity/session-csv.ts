import { setImmediate } from 'node:timers/promises'
import type { SessionPart, TimeZone } from '@stitchlog/timeline'
import { type CsvDialect, csvText } from '../csv/csv-text.ts'
import { csvColumns, csvRowOf } from './session-csv-rows.ts'

/** How many rows are written before other requests get a turn. */
const rowsPerChunk = 250

/** A CSV file of session parts, in pieces. Each piece is read only when it is requested. */
export async function* csvChunks(
  pages: AsyncIterable<readonly SessionPart[]>,
  viewerZone: TimeZone | undefined,
  dialect: CsvDialect,
): AsyncGenerator<string> {
  // Sent together with the first rows, so that a response begins only if its data can be read.
  let head = await csvText([csvColumns], dialect, { isStart: true })
  for await (const parts of pages) {
    for (let first = 0; first < parts.length; first += rowsPerChunk) {
      const rows = parts.slice(first, first + rowsPerChunk).map((part) => csvRowOf(part, viewerZone, dialect))
      yield head + (await csvText(rows, dialect))
      head = ''
      await setImmediate()
    }
  }
  if (head !== '') yield head
}
