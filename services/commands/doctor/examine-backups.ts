import { ExplainedError } from '@stitchlog/contracts'
import { errorKind } from '@stitchlog/service-kit'
import { countLedgerDifference, readLastBackup } from '@stitchlog/store'
import { formatUtc } from '@stitchlog/timeline'
import type { DatabaseToExamine } from './examine-database.ts'
import { counted, type Finding, fine } from './finding.ts'

const hourMs = 3_600_000

/** As the alert has it: one a day, and half a day to see to it. */
const backupEveryMs = 36 * hourMs

/** What was confirmed later may be on its way to the export. */
const exportDelayMs = 60_000

/** Whether everything is outside of the database that must outlive it. */
export async function ledgerExport({ store, ledgerExportFolder, now }: DatabaseToExamine): Promise<Finding[]> {
  const check = 'ledger-export'
  if (ledgerExportFolder === undefined) {
    const what = 'The ledger is not exported: if the database is lost, those who were erased since the last backup are back.'
    const advice = 'Set STITCHLOG_LEDGER_EXPORT_DIR in all services, and here, to a folder on another disk (docs/operating.md, "Set up").'
    return [{ check, severity: 'warning', what, advice }]
  }
  try {
    const { onlyExported, onlyStored, exported } = await countLedgerDifference(store, ledgerExportFolder, now() - exportDelayMs)
    if (onlyExported > 0) {
      const what = `The database lacks ${counted(onlyExported, 'tracking change or erasure', 'tracking changes or erasures')} that its ledger export has: it is older, and shows what it must not show.`
      return [{ check, severity: 'critical', what, advice: 'Stop the services, then npm run restore -- --ledger-only.' }]
    }
    if (onlyStored > 0) {
      const what = `The ledger export lacks ${counted(onlyStored, 'tracking change or erasure', 'tracking changes or erasures')}: a restore would forget them.`
      const advice =
        'Ingest adds what is missing within seconds: look whether it runs, has this folder in STITCHLOG_LEDGER_EXPORT_DIR, and may write to it.'
      return [{ check, severity: 'critical', what, advice }]
    }
    return [fine(check, `The ledger export has all ${exported} tracking changes and erasures.`)]
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error
    return [
      {
        check,
        severity: 'critical',
        what: `${capitalized(error.message)}.`,
        advice: 'Name the folder of this installation, mount it, or put it back.',
      },
    ]
  }
}

/** Whether there is a backup from which nothing would be lost. */
export async function lastBackup({ store, countGone, now }: DatabaseToExamine): Promise<Finding[]> {
  const check = 'backup'
  const last = await readLastBackup(store)
  if (last === undefined)
    return [{ check, severity: 'warning', what: 'No finished backup is on record.', advice: 'npm run backup, and then once a day.' }]
  const { beganAt, offsets } = last
  const began = `The last finished backup began at ${formatUtc(beganAt)}`
  if (offsets === undefined) {
    const what = `${began}, and does not say how far the stitchers were: after a restore, they read all that Kafka has.`
    return [{ check, severity: 'warning', what, advice: 'Run npm run backup with KAFKA_BROKERS.' }]
  }
  let gone: bigint | undefined
  try {
    gone = await countGone?.(offsets)
  } catch (error) {
    const what = `${began}. Whether Kafka still has everything since then could not be asked: ${errorKind(error)}.`
    return [{ check, severity: 'unknown', what, advice: 'See what is said of the brokers, and run the doctor again once they answer.' }]
  }
  if (gone !== undefined && gone > 0n) {
    const what = `${began}, and of what came since then ${counted(gone, 'record is', 'records are')} not in Kafka any more: a restore would lose that.`
    return [{ check, severity: 'critical', what, advice: 'npm run backup, now.' }]
  }
  if (now() - beganAt > backupEveryMs)
    return [
      { check, severity: 'warning', what: `${began}: it should be done once a day.`, advice: 'npm run backup, and look at the job that runs it.' },
    ]
  return [fine(check, gone === undefined ? `${began}.` : `${began}, and Kafka still has everything since then: no other one is needed now.`)]
}

const capitalized = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
