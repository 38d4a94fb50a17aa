import { dateParameterSchema, describeIssues, identifierSchema } from '@stitchlog/contracts'
import { addressVariables } from '@stitchlog/http-kit/variables'
import {
  logLevelVariable,
  parseOptions,
  readEnvironment,
  serviceUsage,
  startTimeoutVariable,
  tracingVariable,
  usageError,
} from '@stitchlog/service-kit'
import {
  accessLogRetentionVariable,
  agreedSettingsOf,
  clickHouseVariables,
  fsyncVariable,
  ledgerExportVariable,
  retentionVariable,
} from '@stitchlog/store'
import { Cron } from 'croner'
import { z } from 'zod'

export const rollupUsage = `usage: npm run rollup -- --from DATE --to DATE [--network ID] [--verify]

  --from DATE, --to DATE   the dates to compute anew, both inclusive, such as 2026-11-25
  --network ID             only this network
  --verify                 change nothing, but tell where user_days differs from sessions`

const optionsSchema = z
  .object({ from: dateParameterSchema, to: dateParameterSchema, network: identifierSchema.optional(), verify: z.boolean().default(false) })
  .refine(({ from, to }) => from <= to, 'from: a date that is not after to')

export interface RollupCommandConfig {
  /** Dates, both inclusive. */
  readonly from: string
  readonly to: string
  readonly networkId: string | undefined
  readonly isVerifying: boolean
}

/** @throws ExplainedError `usage` */
export function parseRollupCommand(args: readonly string[]): RollupCommandConfig {
  const string = { type: 'string' } as const
  const options = { from: string, to: string, network: string, verify: { type: 'boolean' } } as const
  const { data, error } = optionsSchema.safeParse(parseOptions(args, { usage: rollupUsage, options }).values)
  if (error !== undefined) throw usageError(describeIssues(error), rollupUsage)
  return { from: data.from, to: data.to, networkId: data.network, isVerifying: data.verify }
}

/** When rollups and sweeps run. */
export const rollupCronVariable = z
  .object({
    STITCHLOG_ROLLUP_CRON: z
      .string()
      .refine(isCron, 'a cron expression such as 5 * * * *')
      .default('5 * * * *')
      .meta({ description: 'When rollups and sweeps run, a cron expression in UTC; at least hourly, so that what is erased is gone in time.' }),
  })
  .transform(({ STITCHLOG_ROLLUP_CRON }) => STITCHLOG_ROLLUP_CRON)

export const rollupVariables = {
  address: addressVariables,
  logLevel: logLevelVariable(),
  traces: tracingVariable,
  startTimeoutSeconds: startTimeoutVariable,
  retentionDays: retentionVariable,
  accessLogRetentionDays: accessLogRetentionVariable,
  cron: rollupCronVariable,
  clickHouse: clickHouseVariables,
  writesThrough: fsyncVariable,
  ledgerExportFolder: ledgerExportVariable,
}

export const rollupServiceUsage = serviceUsage('node services/rollup/main.ts', rollupVariables)

/** @throws ExplainedError `configuration` */
export function readRollupConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const { address, ...config } = readEnvironment(rollupVariables, environment)
  return { ...address, ...config, agreed: agreedSettingsOf(config) }
}

function isCron(text: string): boolean {
  try {
    new Cron(text, { paused: true }).stop()
    return true
  } catch {
    return false
  }
}
