import { ExplainedError } from '@stitchlog/contracts'
import {
  agreedSettings,
  areMissing,
  hasAgreedSettings,
  lostTables,
  migrate,
  missingPrivileges,
  type OwnSetting,
  readAgreedSettings,
  readFoldedLedger,
  readSchemaState,
  refuseLostDatabase,
  type Store,
  setRetentionTtl,
  tablesWithoutTtl,
} from '@stitchlog/store'
import { longestRetentionDays } from '@stitchlog/timeline'
import { restoreAdvice } from './database-errors.ts'
import { counted, type Finding, fine } from './finding.ts'

export interface SchemaToExamine {
  readonly store: Store
  /** What this environment would have all services share. */
  readonly agreed: readonly OwnSetting[]
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly now: () => number
  /** Of the ledger export, if there is one. */
  readonly ledgerExportFolder?: string | undefined
}

/** Whether the tables are there, and of this version. If it finds anything critical, nothing else can be asked. */
export async function schema({ store, ledgerExportFolder }: SchemaToExamine): Promise<Finding[]> {
  try {
    await refuseLostDatabase(store, ledgerExportFolder)
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error
    const what = 'The database has no tables, but its ledger export has entries: it was lost.'
    return [{ check: 'schema', severity: 'critical', what, advice: restoreAdvice }]
  }
  const lost = await lostTables(store)
  // Nothing that --fix would mend: empty tables would hide that they were lost.
  if (lost.length > 0)
    return [{ check: 'schema', severity: 'critical', what: `${areMissing(lost)}: the database was lost or changed by hand.`, advice: restoreAdvice }]
  const { missing, newer } = await readSchemaState(store)
  if (missing.length > 0) {
    const fix = { run: () => migrate(store), done: `${counted(missing.length, 'migration was', 'migrations were')} run, from ${missing[0]} on.` }
    const what = `The schema lacks ${missing.length} of this version's migrations, the first is ${missing[0]}.`
    const advice =
      'Run npm run migrate as the owner of the schema, or the doctor with --fix. A database that had tables before was lost: ' +
      'docs/operating.md, "After the loss of the database".'
    return [{ check: 'schema', severity: 'critical', what, advice, fix }]
  }
  if (newer.length === 0) return [fine('schema', "The schema is this version's.")]
  const what = `A later version has changed the database: ${newer.join(', ')}.`
  const advice = 'Run the later version everywhere; this one works meanwhile (docs/operating.md, "Other versions").'
  return [{ check: 'schema', severity: 'warning', what, advice }]
}

export async function settings({ store, agreed }: SchemaToExamine): Promise<Finding[]> {
  if (!(await hasAgreedSettings(store))) return [{ check: 'settings', severity: 'unknown', what: 'No service has started on this database yet.' }]
  const stored = await readAgreedSettings(store)
  const differing = agreed.flatMap(({ name, value }): Finding[] => {
    const holding = stored.get(name)
    if (holding === undefined || holding.value === value) return []
    const shown = name === 'token-secret' ? 'is another secret here than' : `is ${value || 'not set'} here, but ${holding.value || 'not set'}`
    const what = `${agreedSettings[name]} ${shown} in all services of this database.`
    return [{ check: 'settings', severity: 'critical', what, advice: `Correct it here, or change it for all: npm run settings -- --${name} …` }]
  })
  return differing.length > 0 ? differing : [fine('settings', 'The settings of this environment are those of all services.')]
}

export async function rights({ store }: SchemaToExamine): Promise<Finding[]> {
  const missing = await missingPrivileges(store, 'owner')
  if (missing.length === 0) return [fine('rights', 'The login may change the schema.')]
  const what = `The login of this command lacks ${counted(missing.length, 'privilege', 'privileges')} of the owner, such as ${missing[0]}.`
  const advice = 'Run the doctor as the owner; services need only their own (infra/clickhouse/grants.sql).'
  return [{ check: 'rights', severity: 'warning', what, advice }]
}

export async function ttl({ store, retentionDays, accessLogRetentionDays, now }: SchemaToExamine): Promise<Finding[]> {
  const { ledger } = await readFoldedLedger(store)
  const days = longestRetentionDays(ledger, now(), retentionDays)
  const lacking = await tablesWithoutTtl(store, days, accessLogRetentionDays)
  if (lacking.length === 0) return [fine('ttl', 'ClickHouse deletes by itself what is two days past retention.')]
  return lacking.map(({ table, found, wanted }): Finding => {
    const what = `The TTL of ${table} is ${found ?? 'not set'}, and has to be ${wanted ?? 'not set'}, by the retention in force.`
    const fix = { run: () => setRetentionTtl(store, days, accessLogRetentionDays), done: `the TTL of ${table} is ${wanted ?? 'removed'}.` }
    return { check: 'ttl', severity: 'warning', what, advice: 'The next full rollup sets it, and so does the doctor with --fix.', fix }
  })
}
