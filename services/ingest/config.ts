import { kafkaVariables, topicVariables } from '@stitchlog/event-stream/kafka'
import { addressVariables, limitVariables, originVariables, tokenVariables } from '@stitchlog/http-kit/variables'
import { logLevelVariable, readEnvironment, serviceUsage, startTimeoutVariable } from '@stitchlog/service-kit'
import { agreedSettingsOf, changeQuotaVariables, clickHouseVariables, fsyncVariable, retentionVariable } from '@stitchlog/store'
import { userLimitVariables } from './user-limit-variables.ts'

export const ingestVariables = {
  address: addressVariables,
  logLevel: logLevelVariable(),
  startTimeoutSeconds: startTimeoutVariable,
  retentionDays: retentionVariable,
  tokenKeys: tokenVariables,
  limits: limitVariables,
  userLimits: userLimitVariables,
  changeQuotas: changeQuotaVariables,
  allowedOrigins: originVariables,
  kafka: kafkaVariables,
  topics: topicVariables,
  clickHouse: clickHouseVariables,
  writesThrough: fsyncVariable,
}

export const ingestUsage = serviceUsage('node services/ingest/main.ts', ingestVariables)

/** @throws ExplainedError `configuration` */
export function readIngestConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const { address, ...config } = readEnvironment(ingestVariables, environment)
  return { ...address, ...config, agreed: agreedSettingsOf(config) }
}
