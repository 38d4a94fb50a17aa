import type { CsvLanguage } from '@stitchlog/contracts'
import { writeToString } from 'fast-csv'
import { neutralised } from './csv-cells.ts'
import { type CsvColumn, csvValues, csvWords } from './csv-words.ts'

/** How a file is written, as it was asked for. */
export interface CsvFormat {
  /** excel: for spreadsheets in which the comma is the decimal separator. */
  readonly dialect?: 'excel' | undefined
  /** Of a file for people. Without it, columns and values have fixed names, for programs. */
  readonly lang?: CsvLanguage | undefined
}

/** Whose activity a file is about. */
export interface CsvSubject {
  readonly networkId: string
  /** Undefined: the whole network. */
  readonly userId?: string
  /** Of the user, where a directory knows it. */
  readonly name?: string | undefined
}

/** Other people's texts, which must not run as formulas. Unlike zone names, they may contain the separator of a spreadsheet with another locale. */
const quotedColumns: readonly CsvColumn[] = ['network_id', 'user_id', 'reader', 'name', 'department', 'reader_name', 'user_name']

/** In UTC, or on the clock of the row's zone. */
const instantColumns: readonly CsvColumn[] = ['occurred_at', 'last_active_at', 'not_recorded_from', 'not_recorded_to']

/** The first cells of each row of a file for people, with their columns. */
export const subjectCells = ({ networkId, userId }: CsvSubject): [CsvColumn, string][] => [
  ['network_id', networkId],
  ...(userId === undefined ? [] : [['user_id', userId] satisfies [CsvColumn, string]]),
]

/** Whether durations are in whole seconds, as people read them, and not exact, as the instants are. */
export const isInWholeSeconds = ({ dialect, lang }: CsvFormat): boolean => dialect === 'excel' || lang !== undefined

/** The text of one file. A file for people names whose it is in each row, so that rows of several files may be put together. */
export class CsvFile {
  readonly #columns: readonly CsvColumn[]
  readonly #subject: readonly string[]
  readonly #format: CsvFormat

  /** @param columns of its rows, which have fixed names and values */
  constructor(columns: readonly CsvColumn[], format: CsvFormat, subject: CsvSubject) {
    const named = format.lang === undefined ? [] : subjectCells(subject)
    this.#columns = [...named.map(([column]) => column), ...columns]
    this.#subject = named.map(([, cell]) => cell)
    this.#format = format
  }

  /** The first row, after the byte-order mark by which spreadsheets recognise UTF-8. */
  async head(): Promise<string> {
    const { dialect, lang } = this.#format
    const names = lang === undefined ? this.#columns : this.#columns.map((column) => csvWords[lang].columns[column])
    return (dialect === 'excel' || lang !== undefined ? '\uFEFF' : '') + (await this.#text([names], []))
  }

  /** Rows, each with a cell for each column. */
  async text(rows: readonly (readonly string[])[]): Promise<string> {
    const quoted = this.#columns.map((column) => quotedColumns.includes(column))
    return await this.#text(
      rows.map((row) => [...this.#subject, ...row].map((cell, nth) => this.#spoken(cell, this.#columns[nth]))),
      quoted,
    )
  }

  #spoken(cell: string, column: CsvColumn | undefined): string {
    const { lang } = this.#format
    if (column === undefined) return cell
    if (quotedColumns.includes(column)) return neutralised(cell)
    if (lang === undefined) return cell
    if (instantColumns.includes(column)) return spreadsheetTime(cell)
    return csvValues[lang][column]?.get(cell) ?? cell
  }

  async #text(rows: readonly (readonly string[])[], quoteColumns: boolean[]): Promise<string> {
    return await writeToString(
      rows.map((row) => [...row]),
      { delimiter: this.#format.dialect === 'excel' ? ';' : ',', rowDelimiter: '\r\n', includeEndRowDelimiter: true, quoteColumns },
    )
  }
}

/** `2026-11-25 09:00:00`, which a spreadsheet reads as a date and time. */
export const spreadsheetTime = (instant: string) => instant.slice(0, '2026-11-25T09:00:00'.length).replace('T', ' ')
