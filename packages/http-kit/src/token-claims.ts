import { tokenClaimsSchema } from '@stitchlog/contracts'
import type { z } from 'zod'

export type ReadTokenClaims =
  | { readonly outcome: 'read'; readonly claims: z.output<typeof tokenClaimsSchema> }
  /** Consists of claim names and our own words: printable ASCII without quotes and backslashes, as `error_description` requires (RFC 6750). */
  | { readonly outcome: 'refused'; readonly reason: string }

/** More faults than this would tell a reader nothing new. */
const maxFaults = 4

/**
 * Reads the claims of a token with a verified signature, and checks whether the token is valid now. The issuer's clock may be ahead (nbf, iat). A
 * token is never valid longer than it says (exp).
 *
 * @param payload the token's payload bytes
 * @param now epoch milliseconds
 */
export function readTokenClaims(payload: Uint8Array, leewaySeconds: number, now: number): ReadTokenClaims {
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
  return { outcome: 'read', claims }
}

const refused = (faults: readonly string[]) => ({ outcome: 'refused', reason: faults.slice(0, maxFaults).join('; ') }) as const

const faultOf = (path: readonly PropertyKey[], isThere: boolean, message: string) =>
  `the claim ${path.map(String).join('.')} is ${isThere ? `wrong: ${message}` : 'missing'}`
