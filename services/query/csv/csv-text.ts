import { writeToString } from 'fast-csv'

/** plain: for programs. excel: for spreadsheets in which the comma is the decimal separator. */
export type CsvDialect = 'plain' | 'excel'

interface CsvTextOptions {
  /** Whether this is the start of a file. A file for spreadsheets starts with the byte-order mark by which they recognise UTF-8. */
  readonly isStart?: boolean
  /** By column: whether its cells are always quoted, even if nothing in them requires it. */
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
