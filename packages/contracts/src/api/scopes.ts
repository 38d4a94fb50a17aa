import { z } from 'zod'
import { identifierSchema } from '../values/identifier.ts'

/**
 * What a token may grant: write (a client, for itself), relay (a backend, for any user), read (people's activity), manage (switch and erase), self
 * (one's own activity, and who looked at it).
 */
export const scopes = ['activity:write', 'activity:relay', 'activity:read', 'activity:manage', 'activity:self'] as const

export type Scope = (typeof scopes)[number]

const secondsSchema = z.number('a number of seconds since 1970')

/** The claims of a bearer token. Scopes are separated by spaces; unknown ones are passed over. */
export const tokenClaimsSchema = z.object({
  sub: identifierSchema,
  networks: z.array(identifierSchema, 'a list of ids'),
  scope: z.string('text, scopes separated by spaces'),
  exp: secondsSchema,
  nbf: secondsSchema.optional(),
  iat: secondsSchema.optional(),
  iss: z.unknown().optional(),
  aud: z.unknown().optional(),
})
