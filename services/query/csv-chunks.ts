import { setImmediate } from 'node:timers/promises'
import type { SessionPart, TimeZone } from '@stitchlog/timeline'
import { writeToString } from 'fast-csv'
import { type CsvDialect, csvColumns, csvRowOf } from './csv-rows.ts'

/** So few rows are written between two looks at other requests. */
const rowsPerChunk = 250

/** A CSV file of session parts, in pieces; what is read next is read when the next piece is asked for. */
export async function* csvChunks(
  pages: AsyncIterable<readonly SessionPart[]>,
  viewerZone: TimeZone | undefined,
  dialect: CsvDialect,
): AsyncGenerator<string> {
  // Together with the first rows: an answer that begins is one whose data can be read.
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

interface CsvTextOptions {
  /** Of a file: a spreadsheet's begins with the mark that spreadsheets know UTF-8 by. */
  readonly isStart?: boolean
  /** By column, whether its cells stand in quotes also where nothing in them asks for it. */
  readonly quotedColumns?: readonly boolean[]
}

/** Rows as CSV. */
export async function csvText(
  rows: readonly (readonly string[])[],
  dialect: CsvDialect,
  { isStart = false, quotedColumns = [] }: CsvTextOptions = {},
): Promise<string> {
  const text = await writeToString(
    rows.map((row) => [...row]),
    {
      delimiter: dialect === 'excel' ? ';' : ',',
      rowDelimiter: '\r\n',
      includeEndRowDelimiter: true,
      quoteColumns: [...quotedColumns],
    },
  )
  return (isStart && dialect === 'excel' ? '\uFEFF' : '') + text
}
