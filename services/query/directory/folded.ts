const marks = /\p{M}+/gu
const separators = /[^\p{L}\p{N}]+/u

/** Letters that have no decomposition, though people take them for their base letter. */
const barred: Readonly<Record<string, string>> = { ø: 'o', đ: 'd', ł: 'l', ħ: 'h', ŧ: 't', ı: 'i', æ: 'ae', œ: 'oe', þ: 'th', ð: 'd' }

/** A text without case, accents and compatibility forms: what people type who know how a name sounds. */
export function foldedName(text: string): string {
  return foldedId(text.normalize('NFKD').replace(marks, ''))
    .replace(marks, '')
    .replaceAll(/[øđłħŧıæœþð]/g, (letter) => barred[letter] ?? letter)
}

/** The words of a text, folded: `Anna.de Vries@…` has three before the `@`. */
export const foldedWords = (text: string): string[] =>
  foldedName(text)
    .split(separators)
    .filter((word) => word !== '')

/** Those change in no other way than by becoming small. Most ids are like that. */
const isAscii = (text: string) => /^[\0-\x7f]*$/.test(text)

/** A text without its case alone, as the database compares ids: `ß` is `ss`, and `İ` is an i. */
export const foldedId = (text: string): string =>
  isAscii(text) ? text.toLowerCase() : text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i')
