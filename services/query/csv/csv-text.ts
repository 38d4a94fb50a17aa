import { writeToString } from 'fast-csv'

/** What is done for whom: plain for programs; excel for spreadsheets where the comma is the decimal sign. */
export type CsvDialect = 'plain' | 'excel'

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
