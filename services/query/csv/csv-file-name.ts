import type { DateRange } from '@stitchlog/store'

/** File systems allow names of 255 bytes. */
const maxIdBytes = 200

export const csvType = 'text/csv; charset=utf-8; header=present'

/** The Content-Disposition of a user's or network's CSV (RFC 6266), for an id in any script. */
export function csvContentDisposition(id: string, { from, to }: DateRange, what = 'activity'): string {
  const name = `${what}-${fileNamePart(id)}-${from}-to-${to}.csv`
  const fallback = name.replaceAll(/[^\w.-]/gu, '_')
  return `attachment; filename="${fallback}"; filename*=UTF-8''${encodeExtended(name)}`
}

/** Removes folder separators, characters that file systems reject, and characters that disguise a name. */
function fileNamePart(id: string): string {
  let part = ''
  for (const character of id.replaceAll(/[/\\:*?"<>|\p{Bidi_Control}]/gu, '_')) {
    if (Buffer.byteLength(part + character) > maxIdBytes) break
    part += character
  }
  return part
}

/** RFC 8187 allows fewer unescaped characters than URLs do. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
