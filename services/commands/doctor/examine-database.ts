import type { CommittedOffsets } from '@stitchlog/event-stream/kafka'
import { defaultRollupSettings, runRollup } from '@stitchlog/rollup'
import {
  countPendingErasures,
  ping,
  readClockDifference,
  readRollupWatermark,
  readServerState,
  readStreamAlarms,
  type ServerState,
  type Store,
} from '@stitchlog/store'
import { lostFilesOf, unasked, unreachable } from './database-errors.ts'
import { lastBackup, ledgerExport } from './examine-backups.ts'
import { rights, type SchemaToExamine, schema, settings, ttl } from './examine-schema.ts'
import { type Check, counted, type Finding, type Fix, fine } from './finding.ts'

export interface DatabaseToExamine extends SchemaToExamine {
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
    return [unreachable(error)]
  }
  const looks: readonly (readonly [Check, () => Promise<readonly Finding[]>])[] = [
    ['schema', () => schema(database)],
    ['settings', () => settings(database)],
    ['rights', () => rights(database)],
    ['ttl', () => ttl(database)],
    ['disk', async () => serverFindings(await readServerState(store))],
    ['clock', async () => [clock('ClickHouse', await readClockDifference(store, now))]],
    ['rollup', () => rollup(database)],
    ['erasures', () => erasures(database)],
    ['ledger-export', () => ledgerExport(database)],
    ['backup', () => lastBackup(database)],
    ['stream-alarms', () => streamAlarms(store)],
  ]
  const found: Finding[] = []
  for (const [check, look] of looks) {
    try {
      found.push(...(await look()))
    } catch (error) {
      const lost = lostFilesOf(error)
      // What was fine so far was answered from memory.
      if (lost !== undefined) return [lost]
      found.push(unasked(check, error))
    }
    // Without its tables there is nothing to ask of it.
    if (found.some(({ check: of, severity }) => of === 'schema' && severity === 'critical')) break
  }
  return [fine('database', 'ClickHouse answers.'), ...found]
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
    const what = `${counted(count, 'change', 'changes')} of ${table} ${count === 1 ? 'has' : 'have'} not been done for an hour${error === '' ? '' : ` (${error})`}.`
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
const fullRollup = ({ store, now, retentionDays, accessLogRetentionDays }: DatabaseToExamine): Fix => ({
  run: () => runRollup({ store, now, retentionDays, accessLogRetentionDays, settings: defaultRollupSettings, reached: () => {} }, 'full'),
  done: 'a full rollup was run: the overview is up to date, and what was erased is swept.',
})

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
    return [
      fine(
        'erasures',
        count === 0 ? 'Everything erased is swept.' : `${counted(count, 'erasure waits', 'erasures wait')} for the next hourly sweep.`,
      ),
    ]
  const what = `${counted(count, 'erasure has', 'erasures have')} not been swept from the disk, the oldest for ${Math.floor(oldestMs / hourMs)} hours; the promise is one.`
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
  const what = `${counted(alarms.length, 'alarm', 'alarms')} about the event stream ${alarms.length === 1 ? 'is' : 'are'} not acknowledged: ${kinds}.`
  return [
    {
      check: 'stream-alarms',
      severity: 'critical',
      what,
      advice: 'Read docs/distributed.md, "When the topic has changed", then npm run stream-alarms.',
    },
  ]
}
