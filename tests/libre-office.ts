import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** A cell as LibreOffice understood it. */
export interface SpreadsheetCell {
  readonly type: 'string' | 'float' | 'date' | 'time' | 'boolean'
  /** A date as `2026-11-24` or with a time as `2026-11-24T09:00:00`, a time as `PT25H00M01S`; of a formula, its result. */
  readonly value: string
  /** In LibreOffice's notation. */
  readonly formula?: string
}

/** The rows of a file's first sheet, each with its cells up to the last one that is not empty. */
export type SpreadsheetRows = readonly (readonly (SpreadsheetCell | undefined)[])[]

/** Whether this machine has LibreOffice. On a build machine it has to: there a missing part fails the tests instead of passing them over. */
export function canRunLibreOffice(): boolean {
  if ((process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'soffice')))) return true
  const message = 'libreoffice-calc missing: the workbooks cannot be opened'
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(`\n!!! SKIPPED: ${message} !!!\n`)
  return false
}

/**
 * Opens all files with one start of LibreOffice, which computes their formulas anew.
 *
 * @param folder that has the files, and gets what LibreOffice leaves; it stays as long as the test
 * @param files names that differ before their dot
 * @param csv how to read them, if they are CSV files: as somebody does who chooses the separator and the language, and to recognise special numbers
 */
export async function openInLibreOffice(
  folder: string,
  files: readonly string[],
  csv?: { readonly separator: ',' | ';'; readonly language: keyof typeof languageNumbers },
): Promise<SpreadsheetRows[]> {
  const profile = join(folder, `profile-${csv?.separator.charCodeAt(0)}`)
  // Separator, quote, UTF-8, first row, formats of columns, language, quoted cells are texts, special numbers.
  const filter = csv && `--infilter=CSV:${csv.separator.charCodeAt(0)},34,76,1,,${languageNumbers[csv.language]},true,true`
  const command = [`-env:UserInstallation=file://${profile}`, '--headless', ...(filter ? [filter] : []), '--convert-to', 'fods', '--outdir', folder]
  await promisify(execFile)('soffice', [...command, ...files], { cwd: folder })
  return await Promise.all(files.map(async (file) => rowsOf(await readFile(join(folder, file.replace(/\.\w+$/, '.fods')), 'utf8'))))
}

const languageNumbers = { 'en-US': 1033, 'nl-NL': 1043 } as const

/** Of the first table of a flat OpenDocument file. */
function rowsOf(document: string): SpreadsheetRows {
  const [, table = ''] = /<table:table [^>]*>(.*?)<\/table:table>/s.exec(document) ?? []
  const rows: (SpreadsheetCell | undefined)[][] = []
  for (const [, attributes = '', content = ''] of table.matchAll(/<table:table-row([^>]*?)(?:\/>|>(.*?)<\/table:table-row>)/gs)) {
    const cells: (SpreadsheetCell | undefined)[] = []
    for (const [, ofCell = '', inCell = ''] of content.matchAll(/<table:table-cell([^>]*?)(?:\/>|>(.*?)<\/table:table-cell>)/gs)) {
      const cell = cellOf(ofCell, inCell)
      cells.push(...Array.from({ length: repeatsOf(ofCell, 'table:number-columns-repeated') }, () => cell))
    }
    while (cells.length > 0 && cells.at(-1) === undefined) cells.pop()
    rows.push(...Array.from({ length: repeatsOf(attributes, 'table:number-rows-repeated') }, () => cells))
  }
  while (rows.at(-1)?.length === 0) rows.pop()
  return rows
}

/** How often a cell or a row comes; 0 for what fills a sheet to its end. */
function repeatsOf(attributes: string, name: string): number {
  const count = Number(attributeOf(attributes, name) ?? 1)
  return count > 1000 ? 0 : count
}

function cellOf(attributes: string, content: string): SpreadsheetCell | undefined {
  const type = attributeOf(attributes, 'office:value-type')
  if (type === undefined) return undefined
  const formula = attributeOf(attributes, 'table:formula')
  const value = type === 'string' ? textOf(content) : (attributeOf(attributes, `office:${type === 'float' ? 'value' : `${type}-value`}`) ?? '')
  return { type: type as SpreadsheetCell['type'], value, ...(formula === undefined ? {} : { formula }) }
}

const attributeOf = (attributes: string, name: string) => {
  const found = new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1]
  return found === undefined ? undefined : unescaped(found)
}

function textOf(content: string): string {
  const paragraphs = [...content.matchAll(/<text:p>(.*?)<\/text:p>/gs)].map(([, text = '']) => text)
  const spaced = paragraphs.join('\n').replaceAll(/<text:s(?: text:c="(\d+)")?\/>/g, (_, count = '1') => ' '.repeat(Number(count)))
  return unescaped(spaced.replaceAll('<text:tab/>', '\t').replaceAll(/<[^>]*>/g, ''))
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescaped = (text: string) =>
  text.replaceAll(/&(?:#(?:x([\da-f]+)|(\d+))|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return named[name] ?? whole
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
  })
