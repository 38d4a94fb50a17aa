import { wholeNumber } from '@stitchlog/contracts'
import { kafkaVariables, topicVariables } from '@stitchlog/event-stream/kafka'
import { addressVariables, limitVariables, originVariables, tokenVariables } from '@stitchlog/http-kit/variables'
import { logLevelVariable, readEnvironment, serviceUsage, startTimeoutVariable, tracingVariable } from '@stitchlog/service-kit'
import { agreedSettingsOf, changeQuotaVariables, clickHouseVariables, fsyncVariable, ledgerExportVariable, retentionVariable } from '@stitchlog/store'
import { z } from 'zod'
import { userLimitVariables } from './user-limit-variables.ts'

/** How often a process sends an event of its own and reads it back. */
const canaryVariable = z
  .object({
    STITCHLOG_CANARY_SECONDS: wholeNumber(0, 86_400).default(0).meta({
      description: 'Seconds after which a process sends another event of the network `stitchlog-canary` and reads it back, for its metrics; 0: none.',
    }),
  })
  .transform(({ STITCHLOG_CANARY_SECONDS }) => STITCHLOG_CANARY_SECONDS)

export const ingestVariables = {
  address: addressVariables,
  logLevel: logLevelVariable(),
  traces: tracingVariable,
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
  ledgerExportFolder: ledgerExportVariable,
  canarySeconds: canaryVariable,
}

export const ingestUsage = serviceUsage('node services/ingest/main.ts', ingestVariables)

/** @throws ExplainedError `configuration` */
export function readIngestConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const { address, ...config } = readEnvironment(ingestVariables, environment)
  return { ...address, ...config, agreed: agreedSettingsOf(config) }
}
