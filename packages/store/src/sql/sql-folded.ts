import { sqlText } from './sql-text.ts'

/**
 * A text without its case, as an SQL expression: full case folding (Unicode's CaseFolding.txt, C and F), in which `ß` is `ss` and `ς` is `σ`. Of the
 * Turkic foldings (T) the one of `İ`: an i with a dot above is an i, so that `istanbul` finds `İstanbul`. A dotless `ı` is itself, and `I` is `i`.
 * Composed and decomposed letters stay what they are.
 *
 * @param text an SQL expression of valid UTF-8
 */
export function sqlFolded(text: string): string {
  // Most ids are ASCII, and for those folding all of Unicode would take three times as long.
  return `if(isValidASCII(${text}), lower(${text}), replaceAll(caseFoldUTF8(${text}), ${sqlText('i\u0307')}, 'i'))`
}
