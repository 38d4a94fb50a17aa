// A separate entry point: commands share configuration with services, and do not need HTTP.
import { httpUrl, wholeNumber } from '@stitchlog/contracts'
import { z } from 'zod'
import type { TokenKeys } from './tokens.ts'

/** Seconds by which the token issuer's clock may be ahead. */
export const defaultTokenLeewaySeconds = 60

/** The address on which a process listens. */
export const addressVariables = z
  .object({
    HOST: z.string().default('127.0.0.1').meta({ description: 'Address to listen on.' }),
    PORT: wholeNumber(0, 65_535, 'a port number').default(8080).meta({ description: 'Port to listen on; 0 takes any free one.' }),
  })
  .transform(({ HOST, PORT }) => ({ host: HOST, port: PORT }))

export const tokenSecretSchema = z.string().min(32, 'at least 32 characters')

const leeway = {
  STITCHLOG_TOKEN_LEEWAY_SECONDS: wholeNumber(0, 3600)
    .default(defaultTokenLeewaySeconds)
    .meta({ description: 'Seconds that the `nbf` and `iat` of a token may be ahead of this clock; `exp` counts as it is.' }),
}

/** How tokens are verified: exactly one of a secret and a key-set URL is required. */
export const tokenVariables = z
  .object({
    ...leeway,
    STITCHLOG_TOKEN_SECRET: tokenSecretSchema.optional().meta({ description: 'Secret that HS256 tokens are signed with, at least 32 characters.' }),
    STITCHLOG_JWKS_URL: httpUrl.optional().meta({ description: 'Where the keys of RS256 and ES256 tokens are published; instead of a secret.' }),
  })
  .transform((variables, context): TokenKeys => {
    const { STITCHLOG_TOKEN_LEEWAY_SECONDS: leewaySeconds, STITCHLOG_TOKEN_SECRET: secret, STITCHLOG_JWKS_URL: url } = variables
    if (secret !== undefined && url === undefined) return { secret, leewaySeconds }
    if (url !== undefined && secret === undefined) return { jwksUrl: new URL(url), leewaySeconds }
    context.addIssue({ code: 'custom', message: 'exactly one of STITCHLOG_TOKEN_SECRET and STITCHLOG_JWKS_URL is needed' })
    return z.NEVER
  })

/** The same for a process that can generate its own secret. */
export const ownTokenVariables = z
  .object({
    ...leeway,
    STITCHLOG_TOKEN_SECRET: tokenSecretSchema.optional().meta({
      description: 'Secret that HS256 tokens are signed with, at least 32 characters; without it one is generated into the data folder.',
    }),
  })
  .transform((variables) => ({ secret: variables.STITCHLOG_TOKEN_SECRET, leewaySeconds: variables.STITCHLOG_TOKEN_LEEWAY_SECONDS }))
