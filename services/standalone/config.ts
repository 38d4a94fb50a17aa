import { resolve } from 'node:path'
import { clickHouseVariablesSchema, standaloneVariablesSchema } from '@stitchlog/contracts'
import { checkedCron } from '@stitchlog/rollup/config'
import { readCertificates, readEnvironment } from '@stitchlog/service-kit'
import { type ClickHouseServer, clickHouseServerOf } from '@stitchlog/store'

export interface StandaloneConfig {
  readonly host: string
  readonly port: number
  /** Absolute */
  readonly dataFolder: string
  readonly tokenSecret: string | undefined
  readonly tokenLeewaySeconds: number
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly rollupCron: string
  readonly hasSample: boolean
  readonly writesThrough: boolean
  readonly logLevel: string
}

/** @throws ExplainedError `configuration` */
export function readStandaloneConfig(environment: Readonly<Record<string, string | undefined>> = process.env): StandaloneConfig {
  const variables = readEnvironment(standaloneVariablesSchema, environment)
  return {
    host: variables.HOST,
    port: variables.PORT,
    dataFolder: resolve(variables.STITCHLOG_DATA_DIR),
    tokenSecret: variables.STITCHLOG_TOKEN_SECRET,
    tokenLeewaySeconds: variables.STITCHLOG_TOKEN_LEEWAY_SECONDS,
    retentionDays: variables.STITCHLOG_RETENTION_DAYS,
    accessLogRetentionDays: variables.STITCHLOG_ACCESS_LOG_RETENTION_DAYS,
    rollupCron: checkedCron(variables.STITCHLOG_ROLLUP_CRON),
    hasSample: variables.STITCHLOG_SAMPLE,
    writesThrough: variables.STITCHLOG_FSYNC,
    logLevel: variables.STITCHLOG_LOG_LEVEL,
  }
}

/** The secret that the environment names, as it is. */
export const readNamedTokenSecret = () => process.env['STITCHLOG_TOKEN_SECRET']

/** The ClickHouse server that the environment names, for commands that work on either; undefined where it names none. */
export function readClickHouseServer(environment: Readonly<Record<string, string | undefined>> = process.env): ClickHouseServer | undefined {
  if (environment['CLICKHOUSE_URL'] === undefined) return undefined
  return clickHouseServerOf(readEnvironment(clickHouseVariablesSchema, environment), readCertificates)
}
