import { ExplainedError } from '@stitchlog/contracts'
import { formatUtc, retentionCutoffs } from '@stitchlog/timeline'
import { readAgreedRetentions } from '../agreement/agreed-settings.ts'
import type { Store } from '../engine/store.ts'
import { readFoldedLedger } from '../ledger/read-folded-ledger.ts'
import { applyLedgerExport, describeApplied } from '../ledger-export/compare-with-export.ts'
import { sweepErased } from '../removal/sweep-erased.ts'
import { sweepExpired } from '../removal/sweep-expired.ts'
import { onCluster } from '../schema/cluster-schema.ts'
import { hasTable } from '../schema/has-table.ts'
import { applyMigrations, readMigrations } from '../schema/migrate.ts'
import { restoringTable } from '../schema/refuse-while-restoring.ts'
import { type BackupManifest, backupManifestSchema } from './backup-manifest.ts'
import { type BackupPlace, backupLocation } from './backup-variables.ts'
import { restoresEnded, runBackupStatement } from './run-backup-statement.ts'
import { compareDigests, readSpanDigests } from './span-digests.ts'
import { readTables } from './take-backup.ts'

/*
 * The order is what keeps a restore safe, whoever reads or writes meanwhile and wherever it is cut off:
 *
 * 1. the table `restoring`, because of which no service starts on the database until the end;
 * 2. what says whose backup it is and of which version: a wrong one is refused here, and the database is empty again;
 * 3. the ledger, and then what was changed since the backup, from the export;
 * 4. the tables whose content is computed anew, without content;
 * 5. the spans, which nothing can read: every read goes through the view `sessions`, or through `user_days`, which is empty;
 * 6. deletions, by a ledger that is complete;
 * 7. the view, last of all.
 *
 * A restore that was cut off begins again from the start.
 */

/** Says whose backup it is. */
const identity = ['schema_migrations', 'agreed_settings', 'backups']

/** Restored with what they have, before the spans. */
const kept = ['tracking_ledger', 'access_log', 'stream_alarms']

const spans = ['session_spans_local', 'session_spans']

const view = 'sessions'

export interface RestoreOptions {
  readonly place: BackupPlace
  readonly name: string
  /** The folder of the ledger export; undefined if there is none. */
  readonly ledgerExport: string | undefined
  /** Whether to go on without an export, or with one that lacks entries which the backup has. */
  readonly mayLackLedger: boolean
  /** Whether to go on if the backup has fewer spans than it should have. */
  readonly mayLackSpans: boolean
  readonly now: () => number
  /** Receives a line for each step. */
  readonly tell: (line: string) => void
}

/**
 * Restores a backup into an empty database, brings its ledger up to date by the export, and deletes what is erased or past retention since. No service
 * starts on the database until `finishRestore`.
 *
 * @returns what the backup had to contain
 * @throws ExplainedError `store-unavailable` if the database is not empty, or the backup is missing, damaged, of another installation or database, of a
 *   later version, or not complete
 */
export async function restoreBackup(store: Store, options: RestoreOptions): Promise<BackupManifest> {
  const { place, name, tell, now } = options
  const isNew = await begin(store)
  const restore = (tables: readonly string[], settings: readonly string[] = []) =>
    runBackupStatement(store, `RESTORE ${tables.map((table) => `TABLE ${table}`).join(', ')}`, `FROM ${backupLocation(place, name)}`, settings)
  let manifest: BackupManifest
  try {
    await restore(identity)
    manifest = await readManifest(store)
    await refuseForeign(store, manifest)
    if (options.ledgerExport === undefined && !options.mayLackLedger)
      throw new ExplainedError(
        'store-unavailable',
        'without the ledger export (STITCHLOG_LEDGER_EXPORT_DIR) nobody knows who was erased since the backup; to go on all the same, add --without-ledger',
      )
  } catch (error) {
    // Nothing was there, so nothing is lost.
    if (isNew) await dropTables(store, [...(await readTables(store)), restoringTable])
    throw error
  }
  tell(`The backup ${manifest.name} began at ${formatUtc(manifest.beganAt)}, by version ${manifest.version}.`)
  const inBackup = (tables: readonly string[]) => tables.filter((table) => manifest.tables.includes(table))
  await restore(inBackup(kept))
  await bringUpToDate(store, manifest, options)
  const empty = manifest.tables.filter((table) => ![...identity, ...kept, ...spans, view].includes(table))
  if (empty.length > 0) await restore(inBackup(empty), ['structure_only = 1'])
  await restore(inBackup(spans))
  await compare(store, manifest, options)
  await sweepErased(store)
  const { retentionDays, accessLogRetentionDays } = await readAgreedRetentions(store)
  const { ledger } = await readFoldedLedger(store)
  await sweepExpired(store, retentionCutoffs(ledger, now(), retentionDays, accessLogRetentionDays))
  tell('What was erased, or is past retention by now, is off the disk.')
  await restore([view])
  await applyMigrations(store)
  return manifest
}

/**
 * Opens a restored database to the services, after another look at the ledger export, for what was changed meanwhile.
 *
 * @throws ExplainedError `store-unavailable`
 */
export async function finishRestore(store: Store, { ledgerExport, tell }: Pick<RestoreOptions, 'ledgerExport' | 'tell'>): Promise<void> {
  if (ledgerExport !== undefined) {
    const meanwhile = await applyLedgerExport(store, ledgerExport)
    if (meanwhile.applied > 0) tell(`Changed while it was restored: ${describeApplied(meanwhile)}`)
  }
  await dropTables(store, [restoringTable])
}

/** @returns whether the database was empty; false if a restore was cut off before */
async function begin(store: Store): Promise<boolean> {
  const tables = await readTables(store)
  const wasCutOff = await hasTable(store, restoringTable)
  if (tables.length > 0 && !wasCutOff)
    throw new ExplainedError(
      'store-unavailable',
      `the database has ${tables.length} tables already (${tables[0]}, …): a restore needs an empty one; drop the database and create it again`,
    )
  if (!wasCutOff) {
    const statement = `CREATE TABLE IF NOT EXISTS ${restoringTable} (begun_at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = MergeTree ORDER BY begun_at`
    for (const each of store.cluster === undefined ? [statement] : onCluster(statement, store.cluster)) await store.jobQueries.execute(each)
  } else {
    await restoresEnded(store)
    await dropTables(store, await readTables(store))
  }
  return !wasCutOff
}

/** First what is made of other tables. */
async function dropTables({ jobQueries, cluster }: Store, tables: readonly string[]): Promise<void> {
  const rank = (table: string) => (table === view ? 0 : table.endsWith('_local') ? 2 : 1)
  for (const table of tables.toSorted((a, b) => rank(a) - rank(b)))
    await jobQueries.execute(`DROP TABLE IF EXISTS ${table}${cluster === undefined ? '' : ` ON CLUSTER '${cluster}'`} SYNC`)
}

/** That of the backup which was begun last: its own. */
async function readManifest({ jobQueries }: Store): Promise<BackupManifest> {
  const [row] = await jobQueries.selectRows<[manifest: string]>(
    `SELECT manifest FROM backups WHERE event = 'begun' ORDER BY recorded_at DESC LIMIT 1`,
  )
  const { data } = backupManifestSchema.safeParse(JSON.parse(row?.[0] || 'null'))
  if (data === undefined) throw new ExplainedError('store-unavailable', 'the backup has no list of its content that this version understands')
  return data
}

async function refuseForeign(store: Store, manifest: BackupManifest): Promise<void> {
  const known = new Set((await readMigrations()).map(({ name }) => name))
  const newer = manifest.migrations.find((name) => !known.has(name))
  if (newer !== undefined)
    throw new ExplainedError(
      'store-unavailable',
      `the backup was made by a later version (${manifest.version}, migration ${newer}): restore it with that version`,
    )
  const [[database] = ['default']] = await store.jobQueries.selectRows<[name: string]>('SELECT currentDatabase()')
  if (database !== manifest.database)
    throw new ExplainedError('store-unavailable', `the backup is of the database ${manifest.database}, and this one is called ${database}`)
  const shown = (cluster: string | undefined) => (cluster === undefined ? 'a single server' : `the cluster ${cluster}`)
  if (manifest.cluster !== store.cluster)
    throw new ExplainedError('store-unavailable', `the backup is of ${shown(manifest.cluster)}, and this is ${shown(store.cluster)}`)
}

async function bringUpToDate(store: Store, manifest: BackupManifest, { ledgerExport, mayLackLedger, tell }: RestoreOptions): Promise<void> {
  if (ledgerExport === undefined) {
    tell('WITHOUT the ledger export: who was erased since the backup is back, and switches since then are forgotten.')
    return
  }
  const applied = await applyLedgerExport(store, ledgerExport, manifest.beganAt)
  if (applied.onlyStored > 0 && !mayLackLedger)
    throw new ExplainedError(
      'store-unavailable',
      `the ledger export ${ledgerExport} lacks ${applied.onlyStored} of ${manifest.ledgerEntries} entries that the backup has, so it lacks erasures since too, perhaps; to go on all the same, add --without-ledger`,
    )
  tell(describeApplied(applied))
}

async function compare(store: Store, manifest: BackupManifest, { mayLackSpans, tell }: RestoreOptions): Promise<void> {
  const restored = await readSpanDigests(store, manifest.cutoffs)
  const { ledger } = await readFoldedLedger(store)
  const found = { equal: 0, more: 0, excused: 0, less: 0 }
  for (const [networkId, before] of Object.entries(manifest.networks)) {
    const result = compareDigests(before, restored.get(networkId))
    const changedAt = ledger.get(networkId)?.newestAt ?? 0
    found[result === 'less' && changedAt >= manifest.beganAt ? 'excused' : result]++
  }
  const total = [...restored.values()].reduce((sum, each) => sum + each.spans, 0)
  tell(
    `${total} spans of ${restored.size} networks: ${found.equal} networks as they were when the backup began, ${found.more} with more that came while it was made, ${found.excused} with less after an erasure or another retention.`,
  )
  if (found.less === 0) return
  const line = `${found.less} networks have fewer spans than the backup should have: it is not complete`
  if (!mayLackSpans) throw new ExplainedError('store-unavailable', `${line}; to go on all the same, add --incomplete`)
  tell(`${line}.`)
}
