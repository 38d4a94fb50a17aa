import { tokenClaimsSchema } from '@stitchlog/contracts'
import type { z } from 'zod'

export type ReadTokenClaims =
  | { readonly outcome: 'read'; readonly claims: z.output<typeof tokenClaimsSchema> }
  /** Consists of claim names and our own words: printable ASCII without quotes and backslashes, as `error_description` requires (RFC 6750). */
  | { readonly outcome: 'refused'; readonly reason: string }

/** What a token must say besides, where it is asked for. */
export interface TokenDemands {
  /** Its `iss`. */
  readonly issuer?: string
  /** Its `aud`, or one of them. */
  readonly audience?: string
  /** Its header `typ`. Without it, what OAuth and OpenID Connect call their other tokens is refused. */
  readonly type?: string
  /** From `iat` to `exp`, or from now if it has no `iat`. */
  readonly maxLifetimeSeconds?: number
}

/** More faults than this would tell a reader nothing new. */
const maxFaults = 4

/**
 * Reads the claims of a token with a verified signature, and checks whether the token is valid now. The issuer's clock may be ahead (nbf, iat). A
 * token is never valid longer than it says (exp).
 *
 * @param payload the token's payload bytes
 * @param type `typ` of its header
 * @param now epoch milliseconds
 */
export function readTokenClaims(
  payload: Uint8Array,
  type: unknown,
  { leewaySeconds, ...demands }: TokenDemands & { readonly leewaySeconds: number },
  now: number,
): ReadTokenClaims {
  if (!isAccepted(type, demands.type)) return refused([`typ is not ${demands.type === undefined ? 'that of an access token' : 'the demanded one'}`])
  let said: unknown
  try {
    said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    said = undefined
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return refused(['not a signed JWT'])
  const { data: claims, error } = tokenClaimsSchema.safeParse(said)
  if (error !== undefined) return refused(error.issues.map(({ path, message }) => faultOf(path, Object.hasOwn(said, path[0] ?? ''), message)))
  const latest = now / 1000 + leewaySeconds
  if (claims.exp * 1000 <= now) return refused(['the claim exp is wrong: it has passed'])
  if (claims.nbf !== undefined && claims.nbf > latest) return refused(['the claim nbf is wrong: it has not come'])
  if (claims.iat !== undefined && claims.iat > latest) return refused(['the claim iat is wrong: it has not come'])
  const { issuer, audience, maxLifetimeSeconds } = demands
  if (issuer !== undefined && claims.iss !== issuer) return refused(['the claim iss is wrong: another issuer'])
  if (audience !== undefined && ![claims.aud].flat().includes(audience)) return refused(['the claim aud is wrong: for another audience'])
  const isTooLong = maxLifetimeSeconds !== undefined && claims.exp - (claims.iat ?? latest) > maxLifetimeSeconds
  if (isTooLong) return refused([`the claim exp is wrong: more than ${maxLifetimeSeconds} seconds after iat`])
  return { outcome: 'read', claims }
}

/** Types of JWTs that may be access tokens, without `application/`. Any case counts (RFC 7515). */
const accessTokenTypes: readonly string[] = ['jwt', 'at+jwt']

function isAccepted(type: unknown, demanded: string | undefined): boolean {
  if (type === undefined) return demanded === undefined
  if (typeof type !== 'string') return false
  const accepted = demanded === undefined ? accessTokenTypes : [plainType(demanded)]
  return accepted.includes(plainType(type))
}

const plainType = (type: string) => type.toLowerCase().replace(/^application\//, '')

const refused = (faults: readonly string[]) => ({ outcome: 'refused', reason: faults.slice(0, maxFaults).join('; ') }) as const

const faultOf = (path: readonly PropertyKey[], isThere: boolean, message: string) =>
  `the claim ${path.map(String).join('.')} is ${isThere ? `wrong: ${message}` : 'missing'}`
