import { type Scope, scopes } from '@stitchlog/contracts'
import { type CompactJWSHeaderParameters, compactVerify, errors, SignJWT } from 'jose'
import { HttpProblem } from './http-problem.ts'
import { measureKeyFetches, type TokenReports } from './measure-key-fetches.ts'
import { remoteKeys } from './remote-keys.ts'
import { readTokenClaims, type TokenDemands } from './token-claims.ts'
import { defaultKeysMaxAgeSeconds, defaultTokenLeewaySeconds } from './variables.ts'
import { VerifiedTokens } from './verified-tokens.ts'

/** The caller, according to a valid token. */
export interface Principal {
  readonly subject: string
  readonly networks: ReadonlySet<string>
  readonly scopes: ReadonlySet<Scope>
  /** When the token ends, in epoch milliseconds. */
  readonly expiresAt: number
}

/**
 * @param authorization the header's value
 * @throws HttpProblem `token-missing`, `token-invalid`
 */
export type VerifyToken = (authorization: string | undefined) => Promise<Principal>

/**
 * The source of the keys: a shared secret (HS256) or a JSON Web Key Set (RS256, ES256); by how much the issuer's clock may be ahead; and what else a
 * token must say. Whoever publishes a key set issues tokens for other services too, so those for this one must say so.
 */
export type TokenKeys = (
  | ({ readonly secret: string } & TokenDemands)
  | ({ readonly jwksUrl: URL; readonly maxAgeSeconds?: number } & TokenDemands & Required<Pick<TokenDemands, 'issuer' | 'audience'>>)
) & { readonly leewaySeconds?: number }

/** @param reports where fetches of a key set are counted and logged */
export function createTokenVerifier(keys: TokenKeys, reports?: TokenReports): VerifyToken {
  const { verify, generation } = verifierOf(keys, reports)
  const known = new VerifiedTokens(generation)
  const demands = { ...keys, leewaySeconds: keys.leewaySeconds ?? defaultTokenLeewaySeconds }
  return async (authorization) => {
    if (authorization === undefined) throw new HttpProblem('token-missing', undefined, { 'www-authenticate': 'Bearer' })
    const token = bearerToken(authorization)
    if (token === undefined) throw invalid('not a bearer token')
    const knownPrincipal = known.get(token)
    if (knownPrincipal !== undefined) return knownPrincipal
    const before = generation()
    const { payload, protectedHeader } = await verified(token, verify)
    const read = readTokenClaims(payload, protectedHeader.typ, demands, Date.now())
    if (read.outcome === 'refused') throw invalid(read.reason)
    const { sub, networks, scope, exp } = read.claims
    const granted = new Set(scope.split(' '))
    const principal: Principal = {
      subject: sub,
      networks: new Set(networks),
      scopes: new Set(scopes.filter((name) => granted.has(name))),
      expiresAt: exp * 1000,
    }
    known.add(token, principal, before)
    return principal
  }
}

/** The token in an `Authorization` header; undefined if the header has another shape. */
export const bearerToken = (authorization: string): string | undefined => /^Bearer +([^ ]+)$/i.exec(authorization)?.[1]

interface Verified {
  /** Bytes. */
  readonly payload: Uint8Array
  readonly protectedHeader: CompactJWSHeaderParameters
}

/** A token's parts, after its signature was verified. */
async function verified(token: string, verify: (token: string) => Promise<Verified>): Promise<Verified> {
  try {
    return await verify(token)
  } catch (error) {
    const fault = tokenFaults.find(([Fault]) => error instanceof Fault)
    if (fault !== undefined) throw invalid(fault[1])
    throw new HttpProblem('unavailable', 'the keys for tokens cannot be fetched', { 'retry-after': '5' })
  }
}

/** Errors caused by the token. Any other error is caused by the key set or by the connection to it. */
const tokenFaults = [
  [errors.JWSSignatureVerificationFailed, 'the signature does not hold'],
  [errors.JOSEAlgNotAllowed, 'signed by an algorithm that is not taken'],
  [errors.JWKSNoMatchingKey, 'signed by a key that is not known'],
  [errors.JWKSMultipleMatchingKeys, 'signed by a key that kid does not name'],
  [errors.JWSInvalid, 'not a signed JWT'],
  [errors.JOSENotSupported, 'not a signed JWT'],
] as const

interface Verifier {
  readonly verify: (token: string) => Promise<Verified>
  readonly generation: () => number | undefined
}

function verifierOf(keys: TokenKeys, reports: TokenReports | undefined): Verifier {
  if ('secret' in keys) {
    const key = Buffer.from(keys.secret, 'utf8')
    return { verify: (token) => compactVerify(token, key, { algorithms: ['HS256'] }), generation: () => 0 }
  }
  const { getKey, generation } = remoteKeys({
    url: keys.jwksUrl,
    maxAgeMs: (keys.maxAgeSeconds ?? defaultKeysMaxAgeSeconds) * 1000,
    ...(reports && { onFetch: measureKeyFetches(reports) }),
  })
  return { verify: (token) => compactVerify(token, getKey, { algorithms: ['RS256', 'ES256'] }), generation }
}

/** @param reason our own text: nothing from a token goes into a header */
const invalid = (reason: string) =>
  new HttpProblem('token-invalid', reason, { 'www-authenticate': `Bearer error="invalid_token", error_description="${reason}"` })

export interface TokenGrant {
  readonly subject: string
  readonly networks: readonly string[]
  readonly scopes: readonly Scope[]
  readonly expiresInSeconds: number
}

/** Creates a token signed with the shared secret. */
export async function signToken(secret: string, { subject, networks, scopes, expiresInSeconds }: TokenGrant, now: number): Promise<string> {
  return await new SignJWT({ networks, scope: scopes.join(' ') })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime(Math.floor(now / 1000) + expiresInSeconds)
    .sign(Buffer.from(secret, 'utf8'))
}
