import type { DateRange } from '@stitchlog/store'
import type { CsvFormat, CsvSubject } from './csv-file.ts'
import { type CsvContent, csvWords } from './csv-words.ts'

/** File systems allow names of 255 bytes. */
const maxIdBytes = { alone: 200, ofTwo: 100 }

export const csvType = 'text/csv; charset=utf-8; header=present'

/**
 * The Content-Disposition of a file (RFC 6266), with ids and names in any script: what it is about, whose it is, and of which dates. A file of somebody
 * with a name is named after them.
 */
export function contentDisposition(
  content: CsvContent,
  { networkId, userId, name: userName }: CsvSubject,
  { from, to }: DateRange,
  { lang }: CsvFormat,
  extension: 'csv' | 'xlsx' = 'csv',
): string {
  const { contents, until } = csvWords[lang ?? 'en']
  const most = userId === undefined ? maxIdBytes.alone : maxIdBytes.ofTwo
  const ids = [networkId, ...(userId === undefined ? [] : [userName ?? userId])].map((id) => fileNamePart(id, most))
  const name = `${[contents[content], ...ids, from, until, to].join('-')}.${extension}`
  const fallback = name.replaceAll(/[^\w.-]/gu, '_')
  return `attachment; filename="${fallback}"; filename*=UTF-8''${encodeExtended(name)}`
}

/** Removes folder separators, characters that file systems reject, and characters that disguise a name. */
function fileNamePart(id: string, maxBytes: number): string {
  let part = ''
  for (const character of id.replaceAll(/[/\\:*?"<>|\p{Bidi_Control}]/gu, '_')) {
    if (Buffer.byteLength(part + character) > maxBytes) break
    part += character
  }
  return part
}

/** RFC 8187 allows fewer unescaped characters than URLs do. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
