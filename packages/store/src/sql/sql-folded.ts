import { sqlText } from './sql-text.ts'

/**
 * An SQL expression that removes the case of a text: full case folding (Unicode's CaseFolding.txt, C and F), in which `ß` is `ss` and `ς` is `σ`. Of
 * the Turkic foldings (T) only that of `İ` applies: an i with a dot above is an i, so that `istanbul` finds `İstanbul`. A dotless `ı` stays, and `I`
 * is `i`. Composed and decomposed letters are not converted.
 *
 * @param text an SQL expression whose value is valid UTF-8
 */
export function sqlFolded(text: string): string {
  // Most ids are ASCII. For those, folding with all of Unicode would take three times as long.
  return `if(isValidASCII(${text}), lower(${text}), replaceAll(caseFoldUTF8(${text}), ${sqlText('i\u0307')}, 'i'))`
}
