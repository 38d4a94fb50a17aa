import { z } from 'zod'

export const identifierPattern = /^(?!\.{1,2}$)[^\p{Cc}\p{Cs}]{1,128}$/u

/**
 * The same for the validators of all languages, without what some of them cannot read: classes of Unicode, lookaheads, and the escapes \u and
 * \x{}. Its ends and U+E000 therefore stand in it as they are, and every code point from U+10000 on is what is not up to U+E000.
 */
const portablePattern = '^(?:[ -~\\xa0-\ud7ff\ue000]|[^\\x00-\ue000]){1,128}$'

/** For validators whose `$` lets a line feed follow. */
const noControlCharacters = { not: { pattern: '[\\x00-\\x1f\\x7f-\\x9f]' } }

/**
 * A network's or user's id: 1 to 128 code points without control characters and lone surrogates, other than `.` and `..` (which no URL
 * path can hold). Never trimmed, normalised or case-folded.
 */
export const identifierSchema = z
  .string('text')
  .regex(identifierPattern, '1 to 128 characters, none of them a control character, other than . and ..')
  .meta({ minLength: 1, maxLength: 128, pattern: portablePattern, not: { enum: ['.', '..'] }, allOf: [noControlCharacters] })
