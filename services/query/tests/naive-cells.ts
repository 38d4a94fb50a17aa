import * as fc from 'fast-check'

/** The cells of a text for a reader that splits at every separator there is, and knows nothing of quotes. */
export const naiveCells = (text: string) => text.split(/[,;\t\r\n\u2028\u2029]/).map((cell) => cell.replace(/^[\s"]+/, ''))

/** What a spreadsheet runs. */
export const isFormula = (cell: string) => /^[=+\-@＝＋－＠]/.test(cell)

/** Texts full of what matters to spreadsheets. */
export const nastyText = fc.string({
  unit: fc.constantFrom(...'=+-@＝＋－＠,;"\' \t\r\n\u2028', 'a', '1', '|', '😀'),
  minLength: 1,
  maxLength: 24,
})
