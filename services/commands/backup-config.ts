import { describeIssues } from '@stitchlog/contracts'
import { kafkaVariables } from '@stitchlog/event-stream/kafka'
import { parseOptions, readEnvironment, usageError } from '@stitchlog/service-kit'
import { backupNameSchema, backupVariables, clickHouseVariables, ledgerExportVariable } from '@stitchlog/store'

const places = `Backups are in one of these places:

  STITCHLOG_BACKUP_DIR      a folder: of this machine standalone, else of the ClickHouse servers (backups.allowed_path)
  STITCHLOG_BACKUP_DISK     a disk of the ClickHouse servers, such as an S3 bucket (backups.allowed_disk)
  STITCHLOG_BACKUP_S3_URL   an S3-compatible bucket, with STITCHLOG_BACKUP_S3_ACCESS_KEY and STITCHLOG_BACKUP_S3_SECRET_KEY`

export const backupUsage = `usage: npm run backup -- [--name NAME]

Backs up everything while it is in use, and prints what is in the backup. With CLICKHOUSE_URL the database of that server or cluster, as an administrator of it, and with
KAFKA_BROKERS how far the stitchers were, so that a restore can go on from there; else the data folder (STITCHLOG_DATA_DIR), whether Stitchlog runs or not.

  --name NAME   what the backup is called (default: stitchlog-DATE)

${places}`

export const restoreUsage = `usage: npm run restore -- --name NAME [--without-ledger] [--incomplete]
       npm run restore -- --ledger-only

Restores a backup into an empty database, or into a data folder without a database. Nothing can be read before everything that was erased or switched since
the backup counts again, by the ledger export (STITCHLOG_LEDGER_EXPORT_DIR). With KAFKA_BROKERS it then has the stitchers, which must be stopped, read again
what came since the backup. If it is cut off, run it again.

  --name NAME        the backup
  --without-ledger   go on without a ledger export, or with one that lacks entries: who was erased since the backup is back
  --incomplete       go on if the backup lacks spans that it should have
  --ledger-only      restore nothing, but add what the database lacks of the ledger export, as after a folder was copied

${places}`

/** With `CLICKHOUSE_URL`; without it the data folder is backed up. */
const serverVariables = { clickHouse: clickHouseVariables }

const isSet = (environment: Environment, name: string) => environment[name] !== undefined && environment[name] !== ''

type Environment = Readonly<Record<string, string | undefined>>

/** The server and the stream that the environment names. */
function readInstallationVariables(environment: Environment) {
  const server = isSet(environment, 'CLICKHOUSE_URL') ? readEnvironment(serverVariables, environment).clickHouse : undefined
  const kafka =
    server !== undefined && isSet(environment, 'KAFKA_BROKERS') ? readEnvironment({ kafka: kafkaVariables }, environment).kafka : undefined
  return { server, kafka }
}

function readPlace(environment: Environment, server: unknown) {
  const { place } = readEnvironment({ place: backupVariables }, environment)
  if (server === undefined && place.kind !== 'folder') throw usageError('STITCHLOG_BACKUP_DIR: standalone backs up to a folder', backupUsage)
  return place
}

function checkedName(name: string, usage: string): string {
  const { data, error } = backupNameSchema.safeParse(name)
  if (error !== undefined) throw usageError(`--name: ${describeIssues(error)}`, usage)
  return data
}

/**
 * What `npm run backup` backs up, and where to.
 *
 * @throws ExplainedError `usage`, `configuration`
 */
export function readBackupConfig(args: readonly string[], now: number, environment: Environment = process.env) {
  const { name } = parseOptions(args, { usage: backupUsage, options: { name: { type: 'string' } } }).values
  const { server, kafka } = readInstallationVariables(environment)
  const date = new Date(now)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-')
  return { server, kafka, place: readPlace(environment, server), name: checkedName(name ?? `stitchlog-${date}`, backupUsage) }
}

/**
 * What `npm run restore` restores, and from where.
 *
 * @throws ExplainedError `usage`, `configuration`
 */
export function readRestoreConfig(args: readonly string[], environment: Environment = process.env) {
  const boolean = { type: 'boolean' } as const
  const options = { name: { type: 'string' }, 'without-ledger': boolean, incomplete: boolean, 'ledger-only': boolean } as const
  const { values } = parseOptions(args, { usage: restoreUsage, options })
  const { name, 'without-ledger': mayLackLedger = false, incomplete: mayLackSpans = false, 'ledger-only': isLedgerOnly = false } = values
  const { server, kafka } = readInstallationVariables(environment)
  const { ledgerExport } = readEnvironment({ ledgerExport: ledgerExportVariable }, environment)
  if (isLedgerOnly) {
    if (name !== undefined || mayLackLedger || mayLackSpans) throw usageError('--ledger-only: goes with no other option', restoreUsage)
    return { kind: 'ledger', server, ledgerExport } as const
  }
  if (name === undefined) throw usageError('--name: the backup to restore', restoreUsage)
  const place = readPlace(environment, server)
  return { kind: 'backup', server, kafka, ledgerExport, place, name: checkedName(name, restoreUsage), mayLackLedger, mayLackSpans } as const
}
