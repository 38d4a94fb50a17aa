import { z } from 'zod'
import { identifierSchema } from '../values/identifier.ts'

/**
 * What a token may grant: write (a client, for itself), relay (a backend, for any user), read (people's activity), manage (switch and erase), self
 * (one's own activity, and who looked at it).
 */
export const scopes = ['activity:write', 'activity:relay', 'activity:read', 'activity:manage', 'activity:self'] as const

export type Scope = (typeof scopes)[number]

/**
 * Characters that nobody sees, or that change how others are shown: format characters (bidi controls, zero-width ones), those that Unicode lets programs
 * ignore, separators other than the space, and private ones. With them, one name could pass for another.
 */
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Co}\u2800]|(?! )\p{Zs}/u

const secondsSchema = z.number('a number of seconds since 1970')

/** The claims of a bearer token. Scopes are separated by spaces; unknown ones are passed over. */
export const tokenClaimsSchema = z.object({
  sub: identifierSchema.refine((text) => !invisible.test(text), 'without invisible characters'),
  networks: z.array(identifierSchema, 'a list of ids'),
  scope: z.string('text, scopes separated by spaces'),
  exp: secondsSchema,
  nbf: secondsSchema.optional(),
  iat: secondsSchema.optional(),
  iss: z.unknown().optional(),
  aud: z.unknown().optional(),
})
