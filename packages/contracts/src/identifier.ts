import { z } from 'zod'

export const identifierPattern = /^(?!\.{1,2}$)[^\p{Cc}\p{Cs}]{1,128}$/u

/**
 * A network's or user's id: 1 to 128 code points without control characters and lone surrogates, other than `.` and `..` (which no URL
 * path can hold). Never trimmed, normalised or case-folded.
 */
export const identifierSchema = z
  .string('text')
  .regex(identifierPattern, '1 to 128 characters, none of them a control character, other than . and ..')
