import { dateParameterSchema, describeIssues, ExplainedError, identifierSchema, rollupVariablesSchema } from '@stitchlog/contracts'
import { type ProcessConfig, parseOptions, processConfigOf, readCertificates, readEnvironment, usageError } from '@stitchlog/service-kit'
import { agreedSettingsOf, type ClickHouseServer, clickHouseServerOf, type OwnSetting } from '@stitchlog/store'
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

export interface RollupConfig extends ProcessConfig {
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly cron: string
  readonly clickHouse: ClickHouseServer
  /** What must be alike in all services. */
  readonly agreed: readonly OwnSetting[]
  readonly writesThrough: boolean
}

/** @throws ExplainedError `configuration` */
export function readRollupConfig(environment: Readonly<Record<string, string | undefined>> = process.env): RollupConfig {
  const variables = readEnvironment(rollupVariablesSchema, environment)
  return {
    ...processConfigOf(variables),
    retentionDays: variables.STITCHLOG_RETENTION_DAYS,
    accessLogRetentionDays: variables.STITCHLOG_ACCESS_LOG_RETENTION_DAYS,
    cron: checkedCron(variables.STITCHLOG_ROLLUP_CRON),
    clickHouse: clickHouseServerOf(variables, readCertificates),
    agreed: agreedSettingsOf(variables),
    writesThrough: variables.STITCHLOG_FSYNC,
  }
}

/** @throws ExplainedError `configuration` where the text is no cron expression */
export function checkedCron(text: string): string {
  try {
    new Cron(text, { paused: true }).stop()
    return text
  } catch (error) {
    throw new ExplainedError('configuration', 'STITCHLOG_ROLLUP_CRON: a cron expression such as 5 * * * *', { cause: error })
  }
}
