import { resolve } from 'node:path'
import { standaloneVariablesSchema } from '@stitchlog/contracts'
import { readEnvironment } from '@stitchlog/service-kit'

export interface StandaloneConfig {
  readonly host: string
  readonly port: number
  /** Absolute */
  readonly dataFolder: string
  readonly tokenSecret: string | undefined
  readonly retentionDays: number
  readonly hasSample: boolean
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
    retentionDays: variables.STITCHLOG_RETENTION_DAYS,
    hasSample: variables.STITCHLOG_SAMPLE,
    logLevel: variables.STITCHLOG_LOG_LEVEL,
  }
}
