import { z } from 'zod'
import { defaultTokenLeewaySeconds } from '../api/scopes.ts'
import { defaultAccessLogRetentionDays, defaultRetentionDays, retentionDaysSchema } from '../values/retention.ts'
import { text, wholeNumber } from './values.ts'

/** The variables of every process that listens. */
export const processVariables = {
  HOST: text.default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  PORT: wholeNumber(0, 65_535, 'a port number').default(8080).meta({ description: 'Port to listen on; 0 takes any free one.' }),
  STITCHLOG_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'fatal, error, warn, info, debug or silent')
    .default('info')
    .meta({ description: 'Least severe log lines to write.' }),
}

/** The variables of every process that decides by retention. */
export const retentionVariables = {
  STITCHLOG_RETENTION_DAYS: z.coerce
    .number('whole days')
    .pipe(retentionDaysSchema)
    .default(defaultRetentionDays)
    .meta({ description: 'Days that activity stays readable in networks without a retention of their own. The same in all services.' }),
}

/** The variable of every process that keeps, or shows, who read what. */
export const accessLogVariables = {
  STITCHLOG_ACCESS_LOG_RETENTION_DAYS: z.coerce
    .number('whole days')
    .pipe(retentionDaysSchema)
    .default(defaultAccessLogRetentionDays)
    .meta({ description: 'Days that it stays readable who read what. The same in query and rollup.' }),
}

/** The variable of every process that rolls up. */
export const rollupVariables = {
  STITCHLOG_ROLLUP_CRON: text
    .default('5 * * * *')
    .meta({ description: 'When rollups and sweeps run, a cron expression in UTC; at least hourly, so that what is erased is gone in time.' }),
}

/** The variables of every process of the distributed system, which begins by reaching others. */
export const startVariables = {
  STITCHLOG_START_TIMEOUT_SECONDS: wholeNumber(0, 3600)
    .default(60)
    .meta({ description: 'How long a start goes on trying to reach what it needs before it gives up with status 1.' }),
}

/** The variable of every process that takes tokens. */
export const tokenLeewayVariables = {
  STITCHLOG_TOKEN_LEEWAY_SECONDS: wholeNumber(0, 3600)
    .default(defaultTokenLeewaySeconds)
    .meta({ description: 'Seconds that the `nbf` and `iat` of a token may be ahead of this clock; `exp` counts as it is.' }),
}

export const tokenSecretSchema = z.string().min(32, 'at least 32 characters')

/** The variables of every process of the distributed system that takes tokens: exactly one of them is needed. */
export const tokenVariables = {
  ...tokenLeewayVariables,
  STITCHLOG_TOKEN_SECRET: tokenSecretSchema.optional().meta({ description: 'Secret that HS256 tokens are signed with, at least 32 characters.' }),
  STITCHLOG_JWKS_URL: z
    .url('an http or https address')
    .regex(/^https?:/, 'an http or https address')
    .optional()
    .meta({ description: 'Where the keys of RS256 and ES256 tokens are published; instead of a secret.' }),
}

export type TokenVariables = z.output<z.ZodObject<typeof tokenVariables>>

/** @returns a complaint, or undefined where the variables of tokens fit together */
export function tokenComplaint(variables: Readonly<Record<string, unknown>>): string | undefined {
  const count = [variables['STITCHLOG_TOKEN_SECRET'], variables['STITCHLOG_JWKS_URL']].filter((value) => value !== undefined).length
  return count === 1 ? undefined : 'exactly one of STITCHLOG_TOKEN_SECRET and STITCHLOG_JWKS_URL is needed'
}
