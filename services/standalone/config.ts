import { resolve } from 'node:path'
import { defaultAccessLogRetentionDays, defaultRetentionDays, retentionDaysSchema } from '@stitchlog/contracts'
import { rollupCronSchema } from '@stitchlog/rollup/config'
import { readEnvironment } from '@stitchlog/service-kit'
import { z } from 'zod'

const environmentSchema = z.object({
  HOST: z.string().default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  PORT: z.coerce
    .number('a port number')
    .pipe(z.int('a port number').min(0, 'a port number').max(65_535, 'a port number'))
    .default(8080)
    .meta({ description: 'Port to listen on; 0 takes any free one.' }),
  STITCHLOG_DATA_DIR: z.string().default('./data').meta({ description: 'Folder of the database and of the generated token secret.' }),
  STITCHLOG_TOKEN_SECRET: z
    .string()
    .min(32, 'at least 32 characters')
    .optional()
    .meta({ description: 'Secret that HS256 tokens are signed with; without it one is generated into the data folder.' }),
  STITCHLOG_RETENTION_DAYS: z.coerce
    .number('whole days')
    .pipe(retentionDaysSchema)
    .default(defaultRetentionDays)
    .meta({ description: 'Days that activity stays readable in networks without a retention of their own.' }),
  STITCHLOG_ACCESS_LOG_RETENTION_DAYS: z.coerce
    .number('whole days')
    .pipe(retentionDaysSchema)
    .default(defaultAccessLogRetentionDays)
    .meta({ description: 'Days that it stays readable who read what.' }),
  STITCHLOG_ROLLUP_CRON: rollupCronSchema.meta({
    description: 'When rollups and sweeps run, in UTC; at least hourly, so that what is erased is gone in time.',
  }),
  STITCHLOG_SAMPLE: z
    .enum(['on', 'off'], 'on or off')
    .default('on')
    .meta({ description: 'off: do not bring the sample network up to date at start.' }),
  STITCHLOG_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'fatal, error, warn, info, debug or silent')
    .default('warn')
    .meta({ description: 'Least severe log lines to write.' }),
})

export interface StandaloneConfig {
  readonly host: string
  readonly port: number
  /** Absolute */
  readonly dataFolder: string
  readonly tokenSecret: string | undefined
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly rollupCron: string
  readonly hasSample: boolean
  readonly logLevel: string
}

/** @throws ExplainedError `configuration` */
export function readStandaloneConfig(environment: Readonly<Record<string, string | undefined>> = process.env): StandaloneConfig {
  const variables = readEnvironment(environmentSchema, environment)
  return {
    host: variables.HOST,
    port: variables.PORT,
    dataFolder: resolve(variables.STITCHLOG_DATA_DIR),
    tokenSecret: variables.STITCHLOG_TOKEN_SECRET,
    retentionDays: variables.STITCHLOG_RETENTION_DAYS,
    accessLogRetentionDays: variables.STITCHLOG_ACCESS_LOG_RETENTION_DAYS,
    rollupCron: variables.STITCHLOG_ROLLUP_CRON,
    hasSample: variables.STITCHLOG_SAMPLE === 'on',
    logLevel: variables.STITCHLOG_LOG_LEVEL,
  }
}
