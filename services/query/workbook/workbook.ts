import { Readable } from 'node:stream'
import type { CsvLanguage } from '@stitchlog/contracts'
import { colToLetter, writeXlsxStream, XLSX_MAX_ROWS_PER_SHEET } from 'hucre/xlsx'
import { type CsvSubject, subjectCells } from '../csv/csv-file.ts'
import { type CsvColumn, type CsvContent, csvValues, csvWords } from '../csv/csv-words.ts'
import { kindOf, storedText } from './workbook-cells.ts'

/** How a workbook is written, as it was asked for. */
export interface WorkbookFormat {
  readonly lang: CsvLanguage
}

interface Workbook extends WorkbookFormat {
  /** The name of its sheet. */
  readonly content: CsvContent
  readonly columns: readonly CsvColumn[]
  /** Those whose sum is in the last row. */
  readonly sums: readonly CsvColumn[]
  readonly subject: CsvSubject
}

type Cell = string | number | null | { readonly formula: string; readonly formulaResult: number }

/**
 * An Excel workbook, which is written as it is read, so that its memory does not grow with its rows.
 *
 * @param pieces rows in the order of the columns, as texts in their fixed form; an empty text is no cell
 * @param rowsPerSheet a sheet more begins after so many, its header among them
 * @returns bytes; they break off where reading the rows fails
 */
export function workbook(pieces: AsyncIterable<readonly (readonly string[])[]>, about: Workbook, rowsPerSheet = XLSX_MAX_ROWS_PER_SHEET): Readable {
  const { columns, contents } = csvWords[about.lang]
  const bytes = writeXlsxStream(new WorkbookRows(about, rowsPerSheet).of(pieces), {
    name: contents[about.content],
    columns: allColumns(about).map((column) => {
      const { format, width } = kindOf(column)
      return { header: columns[column], style: { numFmt: format }, width: Math.max(width, columns[column].length + 2) }
    }),
    freezePane: { rows: 1 },
    maxRowsPerSheet: rowsPerSheet,
  })
  return Readable.from(bytes, { highWaterMark: 1 })
}

const allColumns = ({ subject, columns }: Workbook): CsvColumn[] => [...subjectCells(subject).map(([column]) => column), ...columns]

/** The rows of a workbook below its header. */
class WorkbookRows {
  readonly #about: Workbook
  readonly #columns: readonly CsvColumn[]
  readonly #rowsPerSheet: number
  readonly #sums: Map<CsvColumn, number>
  #rowCount = 0

  constructor(about: Workbook, rowsPerSheet: number) {
    this.#about = about
    this.#columns = allColumns(about)
    this.#rowsPerSheet = rowsPerSheet - 1
    this.#sums = new Map(about.sums.map((column) => [column, 0]))
  }

  async *of(pieces: AsyncIterable<readonly (readonly string[])[]>): AsyncGenerator<Cell[]> {
    const subject = subjectCells(this.#about.subject).map(([, cell]) => cell)
    for await (const rows of pieces) {
      for (const row of rows) {
        this.#rowCount++
        yield [...subject, ...row].map((text, nth) => this.#cell(text, this.#columns[nth]))
      }
    }
    // Whoever sorts or filters the rows leaves out what an empty row separates from them.
    yield []
    yield this.#columns.map((column, nth) => this.#sum(column, nth))
  }

  #cell(text: string, column: CsvColumn | undefined): Cell {
    if (text === '' || column === undefined) return null
    const { numberOf, unit = 1 } = kindOf(column)
    if (numberOf === undefined) return storedText(csvValues[this.#about.lang][column]?.get(text) ?? text)
    const number = numberOf(text)
    const sum = this.#sums.get(column)
    if (sum !== undefined) this.#sums.set(column, sum + number)
    return number / unit
  }

  #sum(column: CsvColumn, nth: number): Cell {
    if (nth === 0) return csvWords[this.#about.lang].total
    const sum = this.#sums.get(column)
    if (sum === undefined) return null
    const letter = colToLetter(nth)
    return { formula: `SUM(${this.#rangesOf(letter).join(',')})`, formulaResult: sum / (kindOf(column).unit ?? 1) }
  }

  /** Where the rows are, on all sheets. The empty row and the sums are rows of a sheet too. */
  #rangesOf(letter: string): string[] {
    const isOneSheet = this.#rowCount + 2 <= this.#rowsPerSheet
    const name = csvWords[this.#about.lang].contents[this.#about.content]
    const ranges: string[] = []
    for (let first = 0; first < this.#rowCount || ranges.length === 0; first += this.#rowsPerSheet) {
      const count = Math.max(1, Math.min(this.#rowsPerSheet, this.#rowCount - first))
      const sheet = isOneSheet ? '' : `${ranges.length === 0 ? name : `${name}_${ranges.length + 1}`}!`
      ranges.push(`${sheet}${letter}2:${letter}${count + 1}`)
    }
    return ranges
  }
}
