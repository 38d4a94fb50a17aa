// A separate entry point: commands share configuration with services, and do not need HTTP.
import { httpUrl, wholeNumber } from '@stitchlog/contracts'
import { z } from 'zod'
import type { TokenKeys } from './tokens.ts'

/** Seconds by which the token issuer's clock may be ahead. */
export const defaultTokenLeewaySeconds = 60

/** How long keys of a key set are used while they cannot be fetched again. */
export const defaultKeysMaxAgeSeconds = 4 * 3600

const defaultKeySetLifetimeSeconds = 30 * 86_400

export { limitVariables } from './request-limits.ts'

/** The address on which a process listens. */
export const addressVariables = z
  .object({
    HOST: z.string().default('127.0.0.1').meta({ description: 'Address to listen on.' }),
    PORT: wholeNumber(0, 65_535, 'a port number').default(8080).meta({ description: 'Port to listen on; 0 takes any free one.' }),
    METRICS_PORT: wholeNumber(1, 65_535, 'a port number')
      .optional()
      .meta({ description: 'Port of `/metrics`, which is then not on PORT; so those who reach the API do not reach the metrics.' }),
  })
  .transform(({ HOST, PORT, METRICS_PORT }) => ({
    host: HOST,
    port: PORT,
    metricsAddress: METRICS_PORT === undefined ? undefined : { host: HOST, port: METRICS_PORT },
  }))

/** Pages that may use the calls from other origins: none if the variable is not set. */
export const originVariables = z
  .object({
    STITCHLOG_ALLOWED_ORIGINS: z
      .string()
      .default('')
      .transform((list) =>
        list
          .split(',')
          .map((origin) => origin.trim())
          .filter((origin) => origin !== ''),
      )
      .refine((origins) => origins.every(isOrigin), 'origins such as https://example.com, without a path, separated by commas')
      .meta({ description: 'Origins of pages whose scripts may use the calls, such as `https://app.example.com`, separated by commas.' }),
  })
  .transform(({ STITCHLOG_ALLOWED_ORIGINS }) => STITCHLOG_ALLOWED_ORIGINS)

/** Whether browsers write it so. Each origin is named: a pattern would let in more than somebody meant. */
const isOrigin = (text: string) => /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text

export const tokenSecretSchema = z.string().min(32, 'at least 32 characters')

const leeway = {
  STITCHLOG_TOKEN_LEEWAY_SECONDS: wholeNumber(0, 3600)
    .default(defaultTokenLeewaySeconds)
    .meta({ description: 'Seconds that the `nbf` and `iat` of a token may be ahead of this clock; `exp` counts as it is.' }),
}

/** How tokens are verified: exactly one of a secret and a key-set URL is required. A key set also requires issuer and audience. */
export const tokenVariables = z
  .object({
    ...leeway,
    STITCHLOG_TOKEN_SECRET: tokenSecretSchema.optional().meta({ description: 'Secret that HS256 tokens are signed with, at least 32 characters.' }),
    STITCHLOG_JWKS_URL: httpUrl.optional().meta({ description: 'Where the keys of RS256 and ES256 tokens are published; instead of a secret.' }),
    STITCHLOG_JWKS_MAX_AGE_SECONDS: wholeNumber(60, 7 * 86_400)
      .default(defaultKeysMaxAgeSeconds)
      .meta({ description: 'Seconds that published keys are used while they cannot be fetched again.' }),
    STITCHLOG_TOKEN_ISSUER: z.string().optional().meta({ description: 'The `iss` that tokens must have; required with STITCHLOG_JWKS_URL.' }),
    STITCHLOG_TOKEN_AUDIENCE: z
      .string()
      .optional()
      .meta({ description: 'The `aud` that tokens must have, or have among others; required with STITCHLOG_JWKS_URL.' }),
    STITCHLOG_TOKEN_TYPE: z
      .string()
      .optional()
      .meta({ description: 'The `typ` that tokens must have, such as `at+jwt`; without it `JWT`, `at+jwt` or none.' }),
    STITCHLOG_TOKEN_MAX_LIFETIME_SECONDS: wholeNumber(1, 2 ** 31)
      .optional()
      .meta({ description: 'Seconds from `iat` (from now without it) to `exp` at most; without it 30 days with STITCHLOG_JWKS_URL, else no limit.' }),
  })
  .transform((variables, context): TokenKeys => {
    const { STITCHLOG_TOKEN_SECRET: secret, STITCHLOG_JWKS_URL: url, STITCHLOG_TOKEN_ISSUER: issuer, STITCHLOG_TOKEN_AUDIENCE: audience } = variables
    const { STITCHLOG_TOKEN_TYPE: type, STITCHLOG_TOKEN_MAX_LIFETIME_SECONDS: maxLifetimeSeconds } = variables
    const demands = {
      leewaySeconds: variables.STITCHLOG_TOKEN_LEEWAY_SECONDS,
      ...(type === undefined ? {} : { type }),
      ...(maxLifetimeSeconds === undefined ? {} : { maxLifetimeSeconds }),
      ...(issuer === undefined ? {} : { issuer }),
      ...(audience === undefined ? {} : { audience }),
    }
    const complain = (message: string) => {
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    if (secret !== undefined && url === undefined) return { secret, ...demands }
    if (secret !== undefined || url === undefined) return complain('exactly one of STITCHLOG_TOKEN_SECRET and STITCHLOG_JWKS_URL is needed')
    if (issuer === undefined || audience === undefined) {
      return complain('STITCHLOG_JWKS_URL needs STITCHLOG_TOKEN_ISSUER and STITCHLOG_TOKEN_AUDIENCE, since its keys may sign tokens for others')
    }
    return {
      jwksUrl: new URL(url),
      maxAgeSeconds: variables.STITCHLOG_JWKS_MAX_AGE_SECONDS,
      maxLifetimeSeconds: defaultKeySetLifetimeSeconds,
      ...demands,
      issuer,
      audience,
    }
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
