import { ExplainedError, type Scope, scopes, type TokenVariables, tokenClaimsSchema } from '@stitchlog/contracts'
import { createRemoteJWKSet, errors, type JWTVerifyResult, jwtVerify, SignJWT } from 'jose'
import { HttpProblem } from './http-problem.ts'

/** Who asks, by a token that holds. */
export interface Principal {
  readonly subject: string
  readonly networks: ReadonlySet<string>
  readonly scopes: ReadonlySet<Scope>
}

/**
 * @param authorization the header's value
 * @throws HttpProblem `token-missing`, `token-invalid`
 */
export type VerifyToken = (authorization: string | undefined) => Promise<Principal>

/** Where the keys come from: a shared secret (HS256) or a JSON Web Key Set (RS256, ES256). */
export type TokenKeys = { readonly secret: string } | { readonly jwksUrl: URL }

/** @throws ExplainedError `configuration` where neither is set, which the variables' schema does not let pass */
export function tokenKeysOf({ STITCHLOG_TOKEN_SECRET: secret, STITCHLOG_JWKS_URL: url }: TokenVariables): TokenKeys {
  if (url !== undefined) return { jwksUrl: new URL(url) }
  if (secret === undefined) throw new ExplainedError('configuration', 'STITCHLOG_TOKEN_SECRET or STITCHLOG_JWKS_URL is needed')
  return { secret }
}

export function createTokenVerifier(keys: TokenKeys): VerifyToken {
  const verify = verifierOf(keys)
  return async (authorization) => {
    if (authorization === undefined) throw new HttpProblem('token-missing', undefined, { 'www-authenticate': 'Bearer' })
    const token = /^Bearer +([^ ]+)$/i.exec(authorization)?.[1]
    if (token === undefined) throw invalid('not a bearer token')
    let verified: JWTVerifyResult
    try {
      verified = await verify(token)
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw invalid('expired')
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) throw invalid('signature or claims do not hold')
      throw new HttpProblem('unavailable', 'the keys for tokens cannot be fetched', { 'retry-after': '5' })
    }
    const { data } = tokenClaimsSchema.safeParse(verified.payload)
    if (data === undefined) throw invalid('claims sub, networks, scope and exp are required')
    const granted = new Set(data.scope.split(' '))
    return { subject: data.sub, networks: new Set(data.networks), scopes: new Set(scopes.filter((scope) => granted.has(scope))) }
  }
}

function verifierOf(keys: TokenKeys): (token: string) => Promise<JWTVerifyResult> {
  if ('secret' in keys) {
    const key = Buffer.from(keys.secret, 'utf8')
    return (token) => jwtVerify(token, key, { algorithms: ['HS256'], requiredClaims: ['exp'] })
  }
  const keySet = createRemoteJWKSet(keys.jwksUrl)
  return (token) => jwtVerify(token, keySet, { algorithms: ['RS256', 'ES256'], requiredClaims: ['exp'] })
}

const invalid = (detail: string) => new HttpProblem('token-invalid', detail, { 'www-authenticate': 'Bearer error="invalid_token"' })

export interface TokenGrant {
  readonly subject: string
  readonly networks: readonly string[]
  readonly scopes: readonly Scope[]
  readonly expiresInSeconds: number
}

/** A token signed with the shared secret. */
export async function signToken(secret: string, { subject, networks, scopes, expiresInSeconds }: TokenGrant, now: number): Promise<string> {
  return await new SignJWT({ networks, scope: scopes.join(' ') })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime(Math.floor(now / 1000) + expiresInSeconds)
    .sign(Buffer.from(secret, 'utf8'))
}
