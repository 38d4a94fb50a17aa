import { parseArgs } from 'node:util'
import { dateParameterSchema, describeIssues, ExplainedError, identifierSchema } from '@stitchlog/contracts'
import { Cron } from 'croner'
import { z } from 'zod'

const usage = `usage: npm run rollup -- --from DATE --to DATE [--network ID] [--verify]

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
  const { data, error } = optionsSchema.safeParse(parseOptions(args))
  if (error !== undefined) throw usageError(describeIssues(error))
  return { from: data.from, to: data.to, networkId: data.network, isVerifying: data.verify }
}

function parseOptions(args: readonly string[]) {
  const string = { type: 'string' } as const
  try {
    return parseArgs({ args: [...args], options: { from: string, to: string, network: string, verify: { type: 'boolean' } } }).values
  } catch (error) {
    if (error instanceof TypeError) throw usageError(error.message)
    throw error
  }
}

const usageError = (message: string) => new ExplainedError('usage', `${message}\n\n${usage}`)

/** When full rollups run, in UTC. */
export const rollupCronSchema = z.string().refine(isCron, 'a cron expression such as 5 * * * *').default('5 * * * *')

function isCron(text: string): boolean {
  try {
    new Cron(text, { paused: true }).stop()
    return true
  } catch {
    return false
  }
}
