import { addressVariables, limitVariables, originVariables, tokenVariables } from '@stitchlog/http-kit/variables'
import { logLevelVariable, readEnvironment, serviceUsage, startTimeoutVariable, tracingVariable } from '@stitchlog/service-kit'
import {
  accessLogRetentionVariable,
  agreedSettingsOf,
  clickHouseVariables,
  fsyncVariable,
  ledgerExportVariable,
  retentionVariable,
} from '@stitchlog/store'
import { downloadVariables } from './csv/download-variables.ts'
import { directoryVariables } from './directory/scim/scim-variables.ts'
import { signInVariables } from './sign-in/sign-in-variables.ts'

export const queryVariables = {
  address: addressVariables,
  logLevel: logLevelVariable(),
  traces: tracingVariable,
  startTimeoutSeconds: startTimeoutVariable,
  retentionDays: retentionVariable,
  accessLogRetentionDays: accessLogRetentionVariable,
  tokenKeys: tokenVariables,
  limits: limitVariables,
  allowedOrigins: originVariables,
  clickHouse: clickHouseVariables,
  downloads: downloadVariables,
  signIn: signInVariables,
  directory: directoryVariables,
  writesThrough: fsyncVariable,
  ledgerExportFolder: ledgerExportVariable,
}

export const queryUsage = serviceUsage('node services/query/main.ts', queryVariables)

/** @throws ExplainedError `configuration` */
export function readQueryConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const { address, ...config } = readEnvironment(queryVariables, environment)
  return { ...address, ...config, agreed: agreedSettingsOf(config) }
}
