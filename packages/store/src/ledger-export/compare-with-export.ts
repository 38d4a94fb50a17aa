import { ExplainedError } from '@stitchlog/contracts'
import { readInstallation } from '../agreement/agreed-settings.ts'
import type { Store } from '../engine/store.ts'
import { appendTrackingChanges } from '../ledger/append-tracking-changes.ts'
import { type LedgerEntry, ledgerEntryOf } from '../ledger/ledger-entry.ts'
import { readLedgerPages } from '../ledger/read-ledger-pages.ts'
import { ExportReader, entryKey } from './export-files.ts'
import { refuseMissingFolder } from './export-folder.ts'

const entriesPerInsert = 10_000

/** What differs between a ledger and its export. */
interface LedgerDifference {
  /** Keys of entries that only the export has. */
  readonly onlyExported: ReadonlySet<string>
  readonly exported: number
  /** Entries that only the database has. */
  readonly onlyStored: number
}

interface ComparisonOptions {
  /** A network that is not exported. */
  readonly exceptNetwork?: string
  /** Epoch milliseconds: what counts only from then on may be on its way to the export, and is not missing there. */
  readonly until?: number
  /** Receives what the export lacks, in pages. */
  readonly onOnlyStored?: (entries: readonly LedgerEntry[]) => Promise<void>
}

/**
 * Compares the ledger with its export. What is confirmed while it compares does not count as a difference of the database, because an entry is stored before
 * it is exported.
 *
 * @throws ExplainedError `store-unavailable` if the export is damaged, of another installation or of a later version
 */
export async function compareWithExport(
  store: Pick<Store, 'ledgerQueries'>,
  reader: ExportReader,
  { exceptNetwork, until = Number.POSITIVE_INFINITY, onOnlyStored = async () => {} }: ComparisonOptions = {},
): Promise<LedgerDifference> {
  const exportedKeys = new Set<string>()
  for await (const { networkId, changeId } of reader.read()) exportedKeys.add(entryKey(networkId, changeId))
  const onlyExported = new Set(exportedKeys)
  let onlyStored = 0
  for await (const rows of readLedgerPages(store)) {
    const lacking = rows.filter(([networkId, at, changeId]) => {
      const key = entryKey(networkId, changeId)
      onlyExported.delete(key)
      return networkId !== exceptNetwork && at < until && !exportedKeys.has(key)
    })
    onlyStored += lacking.length
    if (lacking.length > 0) await onOnlyStored(lacking.map(ledgerEntryOf))
  }
  return { onlyExported, exported: exportedKeys.size, onlyStored }
}

/**
 * How many entries a ledger and its export lack of each other.
 *
 * @param until epoch milliseconds: entries that count only from then on are not expected in the export
 * @throws ExplainedError `store-unavailable` if the export is not there, damaged, of another installation or of a later version
 */
export async function countLedgerDifference(
  store: Pick<Store, 'ledgerQueries'>,
  folder: string,
  until: number,
): Promise<{ readonly onlyExported: number; readonly onlyStored: number; readonly exported: number }> {
  await refuseMissingFolder(store, { folder })
  const found = await compareWithExport(store, new ExportReader(folder, await installationOf(store)), { until })
  return { ...found, onlyExported: found.onlyExported.size }
}

/**
 * Makes sure that a database has everything that its ledger export has, if there is one. One that was copied, or restored by other means, lacks what was changed since,
 * erasures among it, and would show whom it must not show.
 *
 * @throws ExplainedError `store-unavailable`
 */
export async function refuseOlderLedger(store: Pick<Store, 'ledgerQueries'>, folder: string | undefined): Promise<void> {
  if (folder === undefined) return
  await refuseMissingFolder(store, { folder })
  const { onlyExported } = await compareWithExport(store, new ExportReader(folder, await installationOf(store)))
  refuseLacking(onlyExported.size)
}

/** @throws ExplainedError `store-unavailable` if it is not 0 */
export function refuseLacking(count: number): void {
  if (count === 0) return
  throw new ExplainedError(
    'store-unavailable',
    `the database is older than its ledger export: it lacks ${count} tracking changes or erasures that were confirmed; run npm run restore -- --ledger-only`,
  )
}

/** @throws ExplainedError `store-unavailable` before the first start of this version */
export async function installationOf(store: Pick<Store, 'ledgerQueries'>): Promise<string> {
  const installation = await readInstallation(store)
  if (installation === undefined) throw new ExplainedError('store-unavailable', 'the database does not say which installation it is of')
  return installation
}

/** What a restore took from the export. */
export interface AppliedLedger {
  /** Entries of the export. */
  readonly exported: number
  /** Those that the database lacked, and has now. */
  readonly applied: number
  /** How many of them are erasures. */
  readonly erasures: number
  /** Entries that the database has and the export lacks; more than 0 if the export is not complete. */
  readonly onlyStored: number
}

/**
 * Adds to the ledger what only its export has.
 *
 * @param until epoch milliseconds: entries that count only from then on are not expected in the export
 * @throws ExplainedError `store-unavailable` if the export is damaged, of another installation or of a later version
 */
export async function applyLedgerExport(store: Pick<Store, 'ledgerQueries' | 'insertRows'>, folder: string, until?: number): Promise<AppliedLedger> {
  const installation = await installationOf(store)
  const { onlyExported, exported, onlyStored } = await compareWithExport(
    store,
    new ExportReader(folder, installation),
    until === undefined ? {} : { until },
  )
  const waiting = new Map<string, LedgerEntry>()
  let [applied, erasures] = [0, 0]
  const insert = async () => {
    await appendTrackingChanges(store, [...waiting.values()])
    waiting.clear()
  }
  const lacking = new Set(onlyExported)
  for await (const entry of new ExportReader(folder, installation).read()) {
    const key = entryKey(entry.networkId, entry.changeId)
    if (!lacking.delete(key)) continue
    waiting.set(key, entry)
    applied++
    if (entry.change === 'erase') erasures++
    if (waiting.size >= entriesPerInsert) await insert()
  }
  if (waiting.size > 0) await insert()
  return { exported, applied, erasures, onlyStored }
}

/** What was applied, in a line. */
export function describeApplied({ exported, applied, erasures }: AppliedLedger): string {
  if (applied === 0) return `The ledger has all ${exported} entries of its export.`
  const are = applied === 1 ? 'One was' : `${applied} were`
  const of = erasures === 0 ? 'no erasure' : erasures === 1 ? 'one erasure' : `${erasures} erasures`
  return `${are} missing of ${exported} entries of the ledger export (${of} among them), and ${applied === 1 ? 'counts' : 'count'} again.`
}
