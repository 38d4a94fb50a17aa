import { describeIssues, ExplainedError, retentionDaysSchema } from '@stitchlog/contracts'
import { tokenSecretSchema } from '@stitchlog/http-kit/variables'
import { parseOptions, usageError } from '@stitchlog/service-kit'
import { type AgreedSettingName, agreedSettings, fingerprintOf, type OwnSetting } from '@stitchlog/store'
import { z } from 'zod'

export const settingsUsage = `usage: npm run settings -- [--SETTING VALUE [--confirm]]

Shows the settings that all processes of a database must share, or changes one of them for all:

  --retention-days N              STITCHLOG_RETENTION_DAYS; a shorter one deletes activity
  --access-log-retention-days N   STITCHLOG_ACCESS_LOG_RETENTION_DAYS; a shorter one deletes entries
  --fsync on|off                  STITCHLOG_FSYNC
  --partitions N                  KAFKA_PARTITIONS
  --cluster NAME                  CLICKHOUSE_CLUSTER; '' for none
  --token-secret                  the secret that STITCHLOG_TOKEN_SECRET names
  --confirm                       change it; without this the command only shows what would be deleted`

const days = z.string().regex(/^\d+$/, 'whole days').transform(Number).pipe(retentionDaysSchema).transform(String)

const valueSchemas = {
  'retention-days': days,
  'access-log-retention-days': days,
  fsync: z.enum(['on', 'off'], 'on or off'),
  partitions: z.string().regex(/^[1-9]\d{0,4}$/, 'a whole number from 1 to 99999'),
  cluster: z.string().regex(/^[\w-]*$/, 'letters, digits, underscores and hyphens'),
} satisfies Partial<Record<AgreedSettingName, z.ZodType<string>>>

const optionsSchema = z.object(valueSchemas).partial()

const string = { type: 'string' } as const
const boolean = { type: 'boolean' } as const
const commandLine = {
  usage: settingsUsage,
  options: {
    'retention-days': string,
    'access-log-retention-days': string,
    fsync: string,
    partitions: string,
    cluster: string,
    'token-secret': boolean,
    confirm: boolean,
  },
}

export interface SettingsCommandConfig {
  /** The setting to change; undefined to show all settings only. */
  readonly change: OwnSetting | undefined
  readonly isConfirmed: boolean
}

/** @throws ExplainedError `usage`, `configuration` */
export function parseSettingsCommand(args: readonly string[], tokenSecret: string | undefined): SettingsCommandConfig {
  const { 'token-secret': isSecret = false, confirm: isConfirmed = false, ...options } = parseOptions(args, commandLine).values
  const { data, error } = optionsSchema.safeParse(options)
  if (error !== undefined) throw usageError(describeIssues(error), settingsUsage)
  const changes: OwnSetting[] = Object.entries(data).flatMap(([name, value]) => (isNamed(name) && value !== undefined ? [{ name, value }] : []))
  if (isSecret) changes.push({ name: 'token-secret', value: fingerprintOf(checkedSecret(tokenSecret)) })
  if (changes.length > 1) throw usageError('one setting at a time', settingsUsage)
  return { change: changes[0], isConfirmed }
}

const isNamed = (name: string): name is AgreedSettingName => Object.hasOwn(agreedSettings, name)

function checkedSecret(secret: string | undefined): string {
  const { data, error } = tokenSecretSchema.safeParse(secret ?? '')
  if (error !== undefined) throw new ExplainedError('configuration', `STITCHLOG_TOKEN_SECRET: ${describeIssues(error)}`)
  return data
}
