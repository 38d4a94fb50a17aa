import { queryVariablesSchema } from '@stitchlog/contracts'
import { type TokenKeys, tokenKeysOf } from '@stitchlog/http-kit'
import { type ProcessConfig, processConfigOf, readCertificates, readEnvironment } from '@stitchlog/service-kit'
import { agreedSettingsOf, type ClickHouseServer, clickHouseServerOf, type OwnSetting } from '@stitchlog/store'

export interface QueryConfig extends ProcessConfig {
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly tokenKeys: TokenKeys
  readonly clickHouse: ClickHouseServer
  /** What must be alike in all services. */
  readonly agreed: readonly OwnSetting[]
  readonly writesThrough: boolean
}

/** @throws ExplainedError `configuration` */
export function readQueryConfig(environment: Readonly<Record<string, string | undefined>> = process.env): QueryConfig {
  const variables = readEnvironment(queryVariablesSchema, environment)
  return {
    ...processConfigOf(variables),
    retentionDays: variables.STITCHLOG_RETENTION_DAYS,
    accessLogRetentionDays: variables.STITCHLOG_ACCESS_LOG_RETENTION_DAYS,
    tokenKeys: tokenKeysOf(variables),
    clickHouse: clickHouseServerOf(variables, readCertificates),
    agreed: agreedSettingsOf(variables),
    writesThrough: variables.STITCHLOG_FSYNC,
  }
}
