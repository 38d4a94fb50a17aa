import { ExplainedError } from '@stitchlog/contracts'
import type { CommittedOffsets } from '@stitchlog/event-stream/kafka'
import { defaultRollupSettings, runRollup } from '@stitchlog/rollup'
import { errorKind, refusalKind } from '@stitchlog/service-kit'
import {
  agreedSettings,
  clickHouseRefusals,
  countPendingErasures,
  hasAgreedSettings,
  migrate,
  missingPrivileges,
  type OwnSetting,
  ping,
  readAgreedSettings,
  readClockDifference,
  readFoldedLedger,
  readRollupWatermark,
  readSchemaState,
  readServerState,
  readStreamAlarms,
  refuseLostDatabase,
  type ServerState,
  type Store,
  setRetentionTtl,
  tablesWithoutTtl,
} from '@stitchlog/store'
import { longestRetentionDays } from '@stitchlog/timeline'
import { lastBackup, ledgerExport } from './examine-backups.ts'
import { type Check, type Finding, fine } from './finding.ts'

export interface DatabaseToExamine {
  readonly store: Store
  /** What this environment would have all services share. */
  readonly agreed: readonly OwnSetting[]
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly now: () => number
  /** Of the ledger export, if there is one. */
  readonly ledgerExportFolder?: string | undefined
  /** How many records since a backup are not in Kafka any more; absent if no brokers are known. */
  readonly countGone?: (offsets: CommittedOffsets) => Promise<bigint>
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** A clock that differs by more delays or hurries what a network switches. */
const clockWarningMs = 500
const clockCriticalMs = 1000

/** Asks a ClickHouse server, or a cluster, for everything that Stitchlog needs of it. Never throws: what cannot be asked is a finding. */
export async function examineDatabase(database: DatabaseToExamine): Promise<readonly Finding[]> {
  const { store, now } = database
  try {
    await ping(store)
  } catch (error) {
    const refusal = refusalKind(error, clickHouseRefusals)
    return [
      refusal === undefined
        ? {
            check: 'database',
            severity: 'critical',
            what: `ClickHouse is away (${errorKind(error)}).`,
            advice: 'Start it, or correct CLICKHOUSE_URL. Events wait in Kafka meanwhile; nothing can be read.',
          }
        : {
            check: 'database',
            severity: 'critical',
            what: `ClickHouse refuses this login or database (${refusal}).`,
            advice: 'Correct CLICKHOUSE_USER, CLICKHOUSE_PASSWORD or CLICKHOUSE_DATABASE, or grant what is missing (infra/clickhouse/grants.sql).',
          },
    ]
  }
  const found: Finding[] = [fine('database', 'ClickHouse answers.')]
  const look = async (check: Check, ask: () => Promise<readonly Finding[]>) => {
    try {
      found.push(...(await ask()))
    } catch (error) {
      found.push({
        check,
        severity: 'unknown',
        what: `Could not be asked: ${errorKind(error)}.`,
        advice: 'Run the doctor as the owner of the schema.',
      })
    }
  }
  await look('schema', () => schema(database))
  if (found.some(({ check, severity }) => check === 'schema' && severity === 'critical')) return found
  await look('settings', () => settings(database))
  await look('rights', () => rights(store))
  await look('ttl', () => ttl(database))
  await look('disk', async () => serverFindings(await readServerState(store)))
  await look('clock', async () => [clock('ClickHouse', await readClockDifference(store, now))])
  await look('rollup', () => rollup(database))
  await look('erasures', () => erasures(database))
  await look('ledger-export', () => ledgerExport(database))
  await look('backup', () => lastBackup(database))
  await look('stream-alarms', () => streamAlarms(store))
  return found
}

async function schema({ store, ledgerExportFolder }: DatabaseToExamine): Promise<Finding[]> {
  try {
    await refuseLostDatabase(store, ledgerExportFolder)
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error
    const advice = 'Do not run npm run migrate. Restore a backup: docs/operating.md, "After the loss of the database".'
    return [{ check: 'schema', severity: 'critical', what: 'The database has no tables, but its ledger export has entries: it was lost.', advice }]
  }
  const { missing, newer } = await readSchemaState(store)
  if (missing.length > 0) {
    const fix = async () => {
      await migrate(store)
    }
    const what = `The schema lacks ${missing.length} of this version's migrations, the first is ${missing[0]}.`
    const advice =
      'Run npm run migrate as the owner of the schema, or the doctor with --fix. A database that had tables before was lost: ' +
      'docs/operating.md, "After the loss of the database".'
    return [{ check: 'schema', severity: 'critical', what, advice, fix }]
  }
  if (newer.length === 0) return [fine('schema', "The schema is this version's.")]
  const what = `A later version has changed the database: ${newer.join(', ')}.`
  return [
    {
      check: 'schema',
      severity: 'warning',
      what,
      advice: 'Run the later version everywhere; this one works meanwhile (docs/operating.md, "Other versions").',
    },
  ]
}

async function settings({ store, agreed }: DatabaseToExamine): Promise<Finding[]> {
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

async function rights(store: Store): Promise<Finding[]> {
  const missing = await missingPrivileges(store, 'owner')
  if (missing.length === 0) return [fine('rights', 'The login may change the schema.')]
  const what = `The login of this command lacks ${missing.length} privileges of the owner, such as ${missing[0]}.`
  return [
    {
      check: 'rights',
      severity: 'warning',
      what,
      advice: 'Run the doctor as the owner; services need only their own (infra/clickhouse/grants.sql).',
    },
  ]
}

async function ttl({ store, retentionDays, accessLogRetentionDays, now }: DatabaseToExamine): Promise<Finding[]> {
  const { ledger } = await readFoldedLedger(store)
  const days = longestRetentionDays(ledger, now(), retentionDays)
  const lacking = await tablesWithoutTtl(store, days, accessLogRetentionDays)
  if (lacking.length === 0) return [fine('ttl', 'ClickHouse deletes by itself what is two days past retention.')]
  const fix = () => setRetentionTtl(store, days, accessLogRetentionDays)
  const what = `The TTL of ${lacking.join(', ')} is not that of the retention in force.`
  return [{ check: 'ttl', severity: 'warning', what, advice: 'The next full rollup sets it, and so does the doctor with --fix.', fix }]
}

/** What the server's own tables tell. */
export function serverFindings({ disks, sickReplicas, stuckMutations, ledgers, version }: ServerState): Finding[] {
  const full = disks.flatMap(({ name, freeBytes, totalBytes }): Finding[] => {
    const share = totalBytes === 0 ? 1 : freeBytes / totalBytes
    if (share >= 0.1) return []
    const what = `The disk ${name} of ClickHouse has ${Math.floor(100 * share)} % left (${Math.floor(freeBytes / 2 ** 30)} GiB).`
    const advice = 'Make room or add a disk. Without space, nothing is stored and no look can be recorded; events wait in Kafka for seven days.'
    return [{ check: 'disk', severity: share < 0.03 ? 'critical' : 'warning', what, advice }]
  })
  const replicas = sickReplicas.map(({ table, isReadOnly, queued }): Finding => {
    const what = isReadOnly ? `A replica of ${table} takes no writes.` : `A replica of ${table} is ${queued} steps behind.`
    return {
      check: 'replication',
      severity: isReadOnly ? 'critical' : 'warning',
      what,
      advice: 'Look at ClickHouse Keeper and at system.replicas of that node.',
    }
  })
  const mutations = stuckMutations.map(({ table, count, error }): Finding => {
    const what = `${count} changes of ${table} have not been done for an hour${error === '' ? '' : ` (${error})`}.`
    const advice = 'What is erased is unreadable, and stays on the disk: look at system.mutations (latest_fail_reason), and at the disk.'
    return { check: 'mutations', severity: 'critical', what, advice }
  })
  const differing = new Set(ledgers.map(({ changes, checksum }) => `${changes} ${checksum}`)).size > 1
  const ledger: Finding = differing
    ? {
        check: 'ledger',
        severity: 'critical',
        what: `The nodes have different ledgers: ${ledgers.map(({ node, changes }) => `${node} has ${changes} changes`).join(', ')}.`,
        advice:
          'Wait a minute and look again. If it stays, a replica of tracking_ledger does not catch up: SYSTEM SYNC REPLICA tracking_ledger on that node.',
      }
    : fine('ledger', ledgers.length === 0 ? 'There is one ledger.' : `All ${ledgers.length} nodes have the same ledger.`)
  return [
    ...(full.length > 0 ? full : [fine('disk', `The disks of ClickHouse ${version} have space.`)]),
    ...(replicas.length > 0 ? replicas : [fine('replication', 'No replica is behind.')]),
    ...(mutations.length > 0 ? mutations : [fine('mutations', 'No deletion is stuck.')]),
    ledger,
  ]
}

/** @param aheadMs by how much that clock is ahead of this machine's */
export function clock(whose: string, aheadMs: number, exactToMs = 0): Finding {
  const offMs = Math.max(0, Math.abs(aheadMs) - exactToMs)
  if (offMs < clockWarningMs) return fine('clock', `The clock of ${whose} agrees with this machine's.`)
  const what = `The clock of ${whose} is ${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's.`
  const advice = 'Set both by NTP. Beyond a second, events around a switch may be decided by the wrong state.'
  return { check: 'clock', severity: offMs < clockCriticalMs ? 'warning' : 'critical', what, advice }
}

/** A full run now. It does no harm beside the rollup service. */
const fullRollup =
  ({ store, now, retentionDays, accessLogRetentionDays }: DatabaseToExamine) =>
  () =>
    runRollup({ store, now, retentionDays, accessLogRetentionDays, settings: defaultRollupSettings, reached: () => {} }, 'full')

async function rollup(database: DatabaseToExamine): Promise<Finding[]> {
  const { store, now } = database
  const watermark = await readRollupWatermark(store, now())
  const lateMs = watermark === undefined ? Number.POSITIVE_INFINITY : now() - watermark
  if (lateMs < 15 * minuteMs) return [fine('rollup', 'The overview is up to date.')]
  const since = watermark === undefined ? 'No rollup has ever finished' : `The overview has stood still for ${Math.floor(lateMs / minuteMs)} minutes`
  const advice =
    'Look whether the rollup service runs, and for rollup-failed in its log. Nobody loses anything; what is erased stays on the disk meanwhile.'
  const severity = lateMs < 3 * hourMs ? 'warning' : 'critical'
  return [{ check: 'rollup', severity, what: `${since}.`, advice, fix: fullRollup(database) }]
}

async function erasures(database: DatabaseToExamine): Promise<Finding[]> {
  const { store, now } = database
  const { count, oldestAt = now() } = await countPendingErasures(store, now())
  const oldestMs = now() - oldestAt
  if (oldestMs < 2 * hourMs)
    return [fine('erasures', count === 0 ? 'Everything erased is swept.' : `${count} erasures wait for the next hourly sweep.`)]
  const what = `${count} erasures have not been swept from the disk, the oldest for ${Math.floor(oldestMs / hourMs)} hours; the promise is one.`
  return [
    {
      check: 'erasures',
      severity: 'critical',
      what,
      advice: 'Start the rollup service, whose first run sweeps. The doctor with --fix deletes it now.',
      fix: fullRollup(database),
    },
  ]
}

async function streamAlarms(store: Store): Promise<Finding[]> {
  const alarms = await readStreamAlarms(store)
  if (alarms.length === 0) return [fine('stream-alarms', 'Nobody has lost records of the stream.')]
  const kinds = [...new Set(alarms.map(({ kind }) => kind))].join(' and ')
  const what = `${alarms.length} alarms about the event stream are not acknowledged: ${kinds}.`
  return [
    {
      check: 'stream-alarms',
      severity: 'critical',
      what,
      advice: 'Read docs/distributed.md, "When the topic has changed", then npm run stream-alarms.',
    },
  ]
}
