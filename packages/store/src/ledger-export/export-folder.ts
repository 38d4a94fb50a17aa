import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ExplainedError } from '@stitchlog/contracts'
import type { Store } from '../engine/store.ts'
import { syncFolder } from '../engine/sync-folder.ts'
import { sqlText } from '../sql/sql-text.ts'

interface ExportFolder {
  /** Absolute path. */
  readonly folder: string
  /** A network that is not exported. */
  readonly exceptNetwork?: string
}

/**
 * Makes sure that the folder of a ledger export is there where it must have something. Where it has been, its disk is not mounted.
 *
 * @throws ExplainedError `store-unavailable`; the file system's error
 */
export async function refuseMissingFolder(store: Pick<Store, 'ledgerQueries'>, { folder, exceptNetwork }: ExportFolder): Promise<void> {
  try {
    await stat(folder)
  } catch (error) {
    if (!isMissing(error)) throw error
    if (await hasEntries(store, exceptNetwork)) throw explainMissing(folder, error)
  }
}

/**
 * Makes the folder of a ledger export if it is missing, but only for a ledger that has nothing to export yet.
 *
 * @throws the file system's error where it should be there and is not
 */
export async function makeFirstFolder(store: Pick<Store, 'ledgerQueries'>, { folder, exceptNetwork }: ExportFolder): Promise<void> {
  try {
    await stat(folder)
  } catch (error) {
    if (!isMissing(error) || (await hasEntries(store, exceptNetwork))) throw error
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await syncFolder(dirname(folder)).catch(() => {})
  }
}

/** Whether a ledger has anything but what is not exported. */
async function hasEntries({ ledgerQueries }: Pick<Store, 'ledgerQueries'>, exceptNetwork = ''): Promise<boolean> {
  const rows = await ledgerQueries.selectRows(`SELECT 1 FROM tracking_ledger WHERE network_id != ${sqlText(exceptNetwork)} LIMIT 1`)
  return rows.length > 0
}

const explainMissing = (folder: string, cause: unknown) =>
  new ExplainedError(
    'store-unavailable',
    `the folder of the ledger export is not there: ${folder}; mount it, or make it if it never was there or is lost for good`,
    { cause },
  )

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'
