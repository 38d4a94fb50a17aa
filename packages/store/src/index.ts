/*
 * Glossary (events, points, spans, sessions and days are explained in `timeline`)
 *
 * - store: the open database with its connections and its one way to insert rows. Every operation takes it first.
 * - ledger: the table `tracking_ledger`. An entry is a tracking change with its change id. A ledger read is full and folded, or looks back
 *   some minutes.
 * - lead: the time from a request to the instant from which its change counts, so that every process knows the change by then.
 * - user day: a row of `user_days`, the rollup of one user's date.
 * - touched date: a date whose spans, erasures or retention changed since the last rollup, or a date beside it.
 * - rollup run: computes touched dates again (refresh), and also complete nights and the sweep (full).
 * - sweep: deletes what is erased or past retention from the disk. Reads already leave it out before.
 * - agreed setting: a setting that all processes of a database must share.
 * - ledger export: the ledger once more, in files outside of the database, so that it outlives the database's disk.
 * - stream alarm: a replaced log or deleted records in Kafka, until somebody acknowledges it.
 */

export { type AccessLogEntry, insertAccessLog } from './access-log/insert-access-log.ts'
export { pingActivity } from './access-log/ping-activity.ts'
export { probeAccessLog } from './access-log/probe-access-log.ts'
export { type AccessLogAsked, type ListedAccess, readAccessLog } from './access-log/read-access-log.ts'
export {
  hasAgreedSettings,
  offerSetting,
  readAgreedRetentions,
  readAgreedSettings,
  readInstallation,
  type StoredSetting,
} from './agreement/agreed-settings.ts'
export { agreedSettingsOf, fingerprintOf, type OwnSetting } from './agreement/agreed-settings-of.ts'
export { type AgreedSettingName, accessLogRetentionVariable, agreedSettings, fsyncVariable, retentionVariable } from './agreement/agreed-variables.ts'
export { checkAgreedSettings, type ProcessSettings, prepareDatabase } from './agreement/prepare-database.ts'
export type { BackupManifest } from './backup/backup-manifest.ts'
export { type BackupPlace, backupLocation, backupNameSchema, backupVariables } from './backup/backup-variables.ts'
export { finishRestore, type RestoreOptions, restoreBackup } from './backup/restore-backup.ts'
export { type BackupOptions, describeBackup, readLastBackup, readLastBackupAt, takeBackup } from './backup/take-backup.ts'
export { clickHouseRefusals, reachingClickHouse } from './engine/click-house-refusals.ts'
export { clickHouseVariables } from './engine/click-house-variables.ts'
export { type ClickHouseServer, openHttpStore } from './engine/http-store.ts'
export { ping } from './engine/ping.ts'
export { readClockDifference } from './engine/read-clock-difference.ts'
export { forLongReads, type InsertRows, type Store } from './engine/store.ts'
export { syncFolder } from './engine/sync-folder.ts'
export { type Disk, readDisks } from './inspection/read-disks.ts'
export { readServerState, type ServerState } from './inspection/read-server-state.ts'
export { appendTrackingChanges } from './ledger/append-tracking-changes.ts'
export { type ChangeQuotas, changeQuotaVariables, quotaKinds, TooManyChanges } from './ledger/change-quotas.ts'
export type { LedgerEntry } from './ledger/ledger-entry.ts'
export { type ChangeAuthors, readChangeAuthors } from './ledger/read-change-authors.ts'
export { readFoldedLedger } from './ledger/read-folded-ledger.ts'
export { readNetworkChanges } from './ledger/read-network-changes.ts'
export { readTrackingChanges } from './ledger/read-tracking-changes.ts'
export { SharedLedger } from './ledger/shared-ledger.ts'
export { SingleWriterLedger } from './ledger/single-writer-ledger.ts'
export type { LedgerReader, RequestedChange, TrackingLedger } from './ledger/tracking-ledger.ts'
export { writeLedgerCheckpoints } from './ledger/write-ledger-checkpoints.ts'
export { applyLedgerExport, countLedgerDifference, describeApplied, refuseOlderLedger } from './ledger-export/compare-with-export.ts'
export { refuseMissingFolder } from './ledger-export/export-folder.ts'
export { ExportedLedger } from './ledger-export/exported-ledger.ts'
export { LedgerExport, type LedgerExportOptions } from './ledger-export/ledger-export.ts'
export { ledgerExportVariable } from './ledger-export/ledger-export-variable.ts'
export { prepareBesideExport, refuseLostDatabase } from './ledger-export/refuse-lost-database.ts'
export { grantStatements, grantsOf } from './privileges/grant-statements.ts'
export { missingPrivileges } from './privileges/missing-privileges.ts'
export { type DatabaseUser, databaseUsers } from './privileges/service-privileges.ts'
export { countExpired, type ExpiredRows } from './removal/count-expired.ts'
export { countPendingErasures, type PendingErasures } from './removal/count-pending-erasures.ts'
export { deleteErasedActivity } from './removal/delete-erased-activity.ts'
export { deleteNetwork } from './removal/delete-network.ts'
export type { Erasure } from './removal/erased-tables.ts'
export { ErasureDeletions } from './removal/erasure-deletions.ts'
export { setRetentionTtl, tablesWithoutTtl } from './removal/set-retention-ttl.ts'
export { sweepErased } from './removal/sweep-erased.ts'
export { sweepExpired } from './removal/sweep-expired.ts'
export { dumpSchema } from './schema/dump-schema.ts'
export { areMissing, lostTables } from './schema/lost-tables.ts'
export { migrate, readNewestMigration, readSchemaState } from './schema/migrate.ts'
export { insertSpans, type SpansToStore } from './sessions/insert-spans.ts'
export { readAllSessionParts } from './sessions/read-all-session-parts.ts'
export { type LatestTimeZone, readLatestTimeZone } from './sessions/read-latest-time-zone.ts'
export { readSessionPage, type SessionPlace } from './sessions/read-session-page.ts'
export { type DateRange, readSessionParts } from './sessions/read-session-parts.ts'
export { storedTimeZone } from './sessions/stored-time-zone.ts'
export { acknowledgeStreamAlarms, raiseStreamAlarm, readStreamAlarms, type StreamAlarm } from './stream-alarms/stream-alarms.ts'
export { emptySuperfluousUserDays } from './user-days/empty-superfluous-user-days.ts'
export { hasShownUserDays } from './user-days/has-shown-user-days.ts'
export { planRollup, type RollupMonth, type RollupScope } from './user-days/plan-rollup.ts'
export { type NetworkDay, readNetworkDays } from './user-days/read-network-days.ts'
export { type NetworkUser, type NetworkUsersAsked, readNetworkUsers, readUserValues, type UserValues } from './user-days/read-network-users.ts'
export { readRollupWatermark } from './user-days/read-rollup-watermark.ts'
export { rollUpUsers } from './user-days/roll-up-users.ts'
export { type RollupKind, type RollupRun, readCutOffRollup, readLastFinishedRollup, recordRollupRun } from './user-days/rollup-runs.ts'
export type { UserDaysAsked } from './user-days/shown-user-days.ts'
export { type UserDayDifference, verifyUserDays } from './user-days/verify-user-days.ts'
