import { parseArgs } from 'node:util'
import { clickHouseVariablesSchema, describeIssues, ExplainedError } from '@stitchlog/contracts'
import { readCertificates, readEnvironment } from '@stitchlog/service-kit'
import { type ClickHouseServer, clickHouseServerOf } from '@stitchlog/store'
import { z } from 'zod'

const usage = `usage: npm run stream-alarms -- list | acknowledge (--all | --id ID)

  list          a JSON object a line: what became of the event stream and nobody has acknowledged
  acknowledge   stitchers get ready again, within seconds
  --all         all that are listed
  --id ID       only this one

The database is that of CLICKHOUSE_URL and the other CLICKHOUSE_ variables.`

const optionsSchema = z
  .object({
    action: z.enum(['list', 'acknowledge'], 'list or acknowledge'),
    all: z.boolean().optional(),
    id: z.uuid('an alarmId as it is listed').optional(),
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
  const { data, error } = optionsSchema.safeParse(parseOptions(args))
  if (error !== undefined) throw usageError(describeIssues(error))
  return { ...data, clickHouse: clickHouseServerOf(readEnvironment(clickHouseVariablesSchema, environment), readCertificates) }
}

function parseOptions(args: readonly string[]): Record<string, unknown> {
  try {
    const options = { all: { type: 'boolean' }, id: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    if (positionals.length > 1) throw usageError('one of list and acknowledge')
    return { ...values, action: positionals[0] }
  } catch (error) {
    if (error instanceof TypeError) throw usageError(error.message)
    throw error
  }
}

const usageError = (message: string) => new ExplainedError('usage', `${message}\n\n${usage}`)
