import { randomUUID } from 'node:crypto'
import { ExplainedError } from '@stitchlog/contracts'
import { retentionCutoffs } from '@stitchlog/timeline'
import { readAgreedRetentions, readInstallation } from '../agreement/agreed-settings.ts'
import type { Store } from '../engine/store.ts'
import { readFoldedLedger } from '../ledger/read-folded-ledger.ts'
import { lostTables, refuseLost } from '../schema/lost-tables.ts'
import { readSchemaState } from '../schema/migrate.ts'
import { restoringTable } from '../schema/refuse-while-restoring.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import { type BackupManifest, backupManifestSchema, manifestFormat } from './backup-manifest.ts'
import { type BackupPlace, backupLocation } from './backup-variables.ts'
import { runBackupStatement } from './run-backup-statement.ts'
import { readSpanDigests } from './span-digests.ts'

const dayMs = 86_400_000

export interface BackupOptions {
  readonly place: BackupPlace
  /** As `backupNameSchema` has it; must not be taken. */
  readonly name: string
  /** Of Stitchlog. */
  readonly version: string
  /** What the stitchers had committed before this call, by partition. */
  readonly offsets?: NonNullable<BackupManifest['offsets']>
  readonly isSampleRemoved?: boolean
  readonly now: () => number
}

/**
 * Backs up the whole database while it is in use. What was confirmed before the call is in the backup.
 *
 * @returns what the backup has to contain; the backup has this itself
 * @throws ExplainedError `store-unavailable` with the reason of ClickHouse, and if the schema is older than this version, or tables are gone
 */
export async function takeBackup(store: Store, { place, name, version, offsets, isSampleRemoved, now }: BackupOptions): Promise<BackupManifest> {
  // It would end as if it were whole.
  refuseLost(await lostTables(store))
  const { missing } = await readSchemaState(store)
  if (missing.length > 0)
    throw new ExplainedError('store-unavailable', 'the schema of this database is older than this version: run npm run migrate first')
  const installation = await readInstallation(store)
  if (installation === undefined)
    throw new ExplainedError('store-unavailable', 'no service of this version has used this database yet: there is nothing to back up')
  const { retentionDays } = await readAgreedRetentions(store)
  const beganAt = now()
  const { ledger } = await readFoldedLedger(store)
  const { ofOthers, ofNetworks } = retentionCutoffs(ledger, beganAt + dayMs, retentionDays, 0)
  const cutoffs = { ofOthers, ofNetworks: Object.fromEntries(ofNetworks) }
  const { jobQueries, cluster } = store
  const [[database] = ['default']] = await jobQueries.selectRows<[name: string]>('SELECT currentDatabase()')
  const [[ledgerEntries] = [0]] = await jobQueries.selectRows<[count: number]>('SELECT uniqExact(network_id, change_id) FROM tracking_ledger')
  const manifest: BackupManifest = {
    format: manifestFormat,
    backupId: randomUUID(),
    name,
    beganAt,
    version,
    installation,
    database,
    ...(cluster === undefined ? {} : { cluster }),
    migrations: (await jobQueries.selectRows<[name: string]>('SELECT DISTINCT name FROM schema_migrations ORDER BY name')).map(([each]) => each),
    tables: await readTables(store),
    ...(offsets === undefined ? {} : { offsets }),
    ledgerEntries,
    cutoffs,
    networks: Object.fromEntries(await readSpanDigests(store, cutoffs)),
    ...(isSampleRemoved === undefined ? {} : { isSampleRemoved }),
  }
  await record(store, manifest, 'begun', now())
  const tables = manifest.tables.map((table) => `TABLE ${table}`).join(', ')
  await runBackupStatement(store, `BACKUP ${tables}`, `TO ${backupLocation(place, name)}`)
  await record(store, manifest, 'finished', now())
  return manifest
}

/** What a backup has, in lines. */
export function describeBackup({ name, networks, ledgerEntries, offsets }: BackupManifest): string[] {
  const spans = Object.values(networks).reduce((sum, network) => sum + network.spans, 0)
  return [
    `The backup ${name} is finished: at least ${spans} spans of ${Object.keys(networks).length} networks and ${ledgerEntries} entries of the ledger.`,
    ...(offsets === undefined
      ? []
      : [
          `What came to Kafka after it began is not in it: the stitchers were at ${Object.values(offsets).reduce((sum, { offset }) => sum + BigInt(offset), 0n)} records.`,
        ]),
  ]
}

/** Every table and view of the database. */
export async function readTables({ jobQueries }: Pick<Store, 'jobQueries'>): Promise<string[]> {
  const rows = await jobQueries.selectRows<[name: string]>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND NOT is_temporary AND name != '${restoringTable}' ORDER BY name`,
  )
  return rows.map(([name]) => name)
}

async function record({ jobQueries }: Store, manifest: BackupManifest, event: 'begun' | 'finished', at: number): Promise<void> {
  const text = event === 'begun' ? JSON.stringify(manifest) : ''
  await jobQueries.execute(`
    INSERT INTO backups (backup_id, name, event, recorded_at, manifest)
    SELECT '${manifest.backupId}', ${sqlText(manifest.name)}, '${event}', ${sqlInstant(at)}, ${sqlText(text)}`)
}

/** The newest finished backup. */
interface LastBackup {
  /** Epoch milliseconds. */
  readonly beganAt: number
  /** What the stitchers had committed then; undefined if the command did not know the brokers. */
  readonly offsets: BackupManifest['offsets']
}

const isOfFinished = "event = 'begun' AND backup_id IN (SELECT backup_id FROM backups WHERE event = 'finished')"

/** When the newest finished backup began, in epoch milliseconds; undefined if there is none on record. Reads no list of what it has. */
export async function readLastBackupAt({ queries }: Pick<Store, 'queries'>): Promise<number | undefined> {
  const [row] = await queries.selectRows<[count: number, at: number]>(
    `SELECT count(), toUnixTimestamp64Milli(max(recorded_at)) FROM backups WHERE ${isOfFinished}`,
  )
  return row === undefined || row[0] === 0 ? undefined : row[1]
}

/** The finished backup that began last; undefined if there is none on record. */
export async function readLastBackup({ queries }: Pick<Store, 'queries'>): Promise<LastBackup | undefined> {
  const [row] = await queries.selectRows<[at: number, manifest: string]>(`
    SELECT toUnixTimestamp64Milli(recorded_at), manifest
    FROM backups
    WHERE ${isOfFinished}
    ORDER BY recorded_at DESC
    LIMIT 1`)
  if (row === undefined) return undefined
  const [beganAt, manifest] = row
  return { beganAt, offsets: backupManifestSchema.safeParse(JSON.parse(manifest)).data?.offsets }
}
