import { type Health, type Logger, reportGauge, watch } from '@stitchlog/service-kit'
import type { LedgerExport } from '@stitchlog/store'
import type { Registry } from 'prom-client'

/** The name of the dependency. */
const dependency = 'the ledger export'

const refreshMs = 2000

/** File system errors that are permanent until somebody acts. */
const refusals: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS'])

type WatchedExport = Pick<LedgerExport, 'behindMs' | 'isOfDatabase' | 'refresh' | 'wasBegunAnew'>

export interface LedgerExportWatch {
  readonly metrics: Registry
  readonly health: Health
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Keeps the export up to date also with what other processes write, and reports by how much it is behind.
 *
 * @returns the notices for the readiness check
 */
export function watchLedgerExport(ledgerExport: WatchedExport | undefined, { metrics, health, log, signal }: LedgerExportWatch): () => string[] {
  if (ledgerExport === undefined) return () => []
  reportGauge(
    metrics,
    'stitchlog_ledger_export_behind_seconds',
    'How long ago the ledger export last had every tracking change and erasure: 0 to 3 s as a rule.',
    () => ledgerExport.behindMs / 1000,
  )
  let wasBegunAnew = false
  const refresh = async (): Promise<void> => {
    await ledgerExport.refresh()
    if (ledgerExport.wasBegunAnew && !wasBegunAnew) log.warn({}, 'ledger-export-begun-anew')
    wasBegunAnew = ledgerExport.wasBegunAnew
  }
  // Without the database nothing new is known of the folder, and whoever needs the database says so.
  const ignores = (error: unknown): boolean => ledgerExport.isOfDatabase(error)
  watch(refresh, { dependency, health, log, refusals, signal, everyMs: refreshMs, ignores })
  return () => [
    ...(wasBegunAnew ? ['the folder of the ledger export was empty, and has everything anew: is its disk mounted?'] : []),
    ...(health.isAvailable(dependency) ? [] : ['tracking changes and erasures are refused: the ledger export cannot be written']),
  ]
}
