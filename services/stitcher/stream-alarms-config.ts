import { describeIssues } from '@stitchlog/contracts'
import { parseOptions, readEnvironment, usageError } from '@stitchlog/service-kit'
import { type ClickHouseServer, clickHouseVariables } from '@stitchlog/store'
import { z } from 'zod'

export const streamAlarmsUsage = `usage: npm run stream-alarms -- list | acknowledge (--all | --id ID)

  list          prints the unacknowledged alarms (replaced logs, lost records), one JSON object per line
  acknowledge   makes stitchers ready again, within seconds
  --all         all listed alarms
  --id ID       only this alarm

The database is that of CLICKHOUSE_URL and the other CLICKHOUSE_ variables.`

const optionsSchema = z
  .object({
    action: z.enum(['list', 'acknowledge'], 'list or acknowledge'),
    all: z.boolean().optional(),
    id: z.uuid('an alarmId from the list').optional(),
  })
  .refine(({ action, all = false, id }) => (action === 'list' ? !all && id === undefined : all !== (id !== undefined)), {
    message: 'acknowledge takes --all or --id, list neither',
  })

export interface StreamAlarmsConfig extends z.output<typeof optionsSchema> {
  readonly clickHouse: ClickHouseServer
}

/** @throws ExplainedError `usage`, `configuration` */
export function readStreamAlarmsConfig(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): StreamAlarmsConfig {
  const options = { all: { type: 'boolean' }, id: { type: 'string' } } as const
  const { values, positionals } = parseOptions(args, { usage: streamAlarmsUsage, options, maxPositionals: 1 })
  const { data, error } = optionsSchema.safeParse({ ...values, action: positionals[0] })
  if (error !== undefined) throw usageError(describeIssues(error), streamAlarmsUsage)
  return { ...data, ...readEnvironment({ clickHouse: clickHouseVariables }, environment) }
}
