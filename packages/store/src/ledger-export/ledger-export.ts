import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '../engine/store.ts'
import { syncFolder } from '../engine/sync-folder.ts'
import type { LedgerEntry } from '../ledger/ledger-entry.ts'
import { readTrackingChanges } from '../ledger/read-tracking-changes.ts'
import { compareWithExport, installationOf, refuseLacking } from './compare-with-export.ts'
import { ExportReader, entryKey, exportHeader, exportLine, isExportEmpty } from './export-files.ts'
import { makeFirstFolder, refuseMissingFolder } from './export-folder.ts'

/** No insert takes longer, so a new entry is at most this far behind the newest known one. */
const lookBackMs = 15 * 60_000

export interface LedgerExportOptions {
  /** Absolute path. */
  readonly folder: string
  readonly now: () => number
  /** A network that is not exported, since it is made anew and removed without a trace. */
  readonly exceptNetwork?: string
}

/**
 * Keeps the ledger once more in files outside of the database, where it outlives the database's disk. Any number of processes may export one ledger to one
 * folder.
 */
export class LedgerExport {
  readonly #store: Pick<Store, 'ledgerQueries'>
  readonly #options: LedgerExportOptions
  readonly #installation: string
  #others: ExportReader
  #file: { readonly name: string; readonly handle: FileHandle } | undefined
  /** What was exported lately; at least what the next read will find again. */
  #exported = new Set<string>()
  #newestInsertedAt = 0
  #caughtUpAt: number
  /** Questions to the database without an answer yet, and their failures. */
  #asked = 0
  readonly #databaseFailures = new WeakSet<object>()
  #wasBegunAnew = false
  /** Which folder it is that was compared with the ledger as a whole; undefined if none was. */
  #compared: string | undefined
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined

  private constructor(store: Pick<Store, 'ledgerQueries'>, options: LedgerExportOptions, installation: string) {
    const { ledgerQueries } = store
    const selectRows: typeof ledgerQueries.selectRows = (...question) => this.#ask(() => ledgerQueries.selectRows(...question))
    this.#store = { ledgerQueries: { ...ledgerQueries, selectRows } }
    this.#options = options
    this.#installation = installation
    this.#others = new ExportReader(options.folder, installation)
    this.#caughtUpAt = performance.now()
  }

  /**
   * Compares the folder with the whole ledger, and exports what it lacks. Makes the folder only for a ledger that has nothing to export yet: where there was
   * one, its disk is not mounted.
   *
   * @throws ExplainedError `store-unavailable` if the folder is not there, if the database lacks what the export has, or if the export is not this ledger's
   */
  static async open(store: Pick<Store, 'ledgerQueries'>, options: LedgerExportOptions): Promise<LedgerExport> {
    const ledgerExport = new LedgerExport(store, options, await installationOf(store))
    await refuseMissingFolder(store, options)
    await ledgerExport.#begin()
    return ledgerExport
  }

  /** Whether the folder was empty when it was looked at as a whole the last time, and the ledger was not: that of a disk that is not mounted may be. */
  get wasBegunAnew(): boolean {
    return this.#wasBegunAnew
  }

  /** How long ago the export last had everything that was confirmed, in milliseconds. */
  get behindMs(): number {
    return performance.now() - this.#caughtUpAt
  }

  /**
   * Resolves when everything that was confirmed before the call has reached the disk of the export. All waiting callers share one read.
   *
   * @throws the error of the store, or of the file system
   */
  refresh(): Promise<void> {
    if (this.#running === undefined) return this.#start()
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined
        return this.#start()
      })
    return this.#next
  }

  /** Whether it is the database, not the folder, by whose fault a refresh failed, or has not ended yet. */
  isOfDatabase(failure: unknown): boolean {
    return this.#asked > 0 || (failure instanceof Error && this.#databaseFailures.has(failure))
  }

  /** Ends the export. */
  async close(): Promise<void> {
    await this.#next?.catch(() => {})
    await this.#running?.catch(() => {})
    await this.#end()
  }

  #start(): Promise<void> {
    const running = this.#catchUp().finally(() => {
      if (this.#running === running) this.#running = undefined
    })
    this.#running = running
    return running
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    this.#asked++
    try {
      return await question()
    } catch (error) {
      if (error instanceof Error) this.#databaseFailures.add(error)
      throw error
    } finally {
      this.#asked--
    }
  }

  async #begin(): Promise<void> {
    const { folder, exceptNetwork, now } = this.#options
    this.#compared = undefined
    await makeFirstFolder(this.#store, this.#options)
    const compared = identityOf(await stat(folder))
    const wasEmpty = await isExportEmpty(folder)
    // Before it is compared: what is stored later is found by the next read.
    const { entries, newestInsertedAt } = await readTrackingChanges(this.#store, now() - lookBackMs)
    const { onlyExported, onlyStored } = await compareWithExport(this.#store, new ExportReader(folder, this.#installation), {
      ...(exceptNetwork === undefined ? {} : { exceptNetwork }),
      onOnlyStored: (entries) => this.#write(entries),
    })
    refuseLacking(onlyExported.size)
    // The files were read already, and are passed over from now on.
    for await (const _ of this.#others.read(this.#file?.name));
    this.#wasBegunAnew = wasEmpty && onlyStored > 0
    this.#newestInsertedAt = newestInsertedAt
    this.#exported = new Set(entries.map(keyOf))
    this.#caughtUpAt = performance.now()
    this.#compared = compared
  }

  async #catchUp(): Promise<void> {
    const beganAt = performance.now()
    if (!(await this.#isInPlace())) {
      // Somebody took the folder or the file away: what is written there is lost.
      await this.#end()
      this.#others = new ExportReader(this.#options.folder, this.#installation)
      await this.#begin()
    }
    const since = Math.min(this.#newestInsertedAt, this.#options.now()) - lookBackMs
    const { entries, newestInsertedAt } = await readTrackingChanges(this.#store, since)
    await this.#export(entries)
    this.#newestInsertedAt = Math.max(this.#newestInsertedAt, newestInsertedAt)
    this.#caughtUpAt = beganAt
  }

  async #export(entries: readonly LedgerEntry[]): Promise<void> {
    const own = entries.filter(({ networkId }) => networkId !== this.#options.exceptNetwork)
    const isNew = (entry: LedgerEntry) => !this.#exported.has(keyOf(entry))
    if (own.some(isNew)) {
      for await (const entry of this.#others.read(this.#file?.name)) this.#exported.add(keyOf(entry))
      await this.#write(own.filter(isNew))
    }
    this.#exported = new Set(own.map(keyOf))
  }

  async #write(entries: readonly LedgerEntry[]): Promise<void> {
    const own = entries.filter(({ networkId }) => networkId !== this.#options.exceptNetwork)
    if (own.length === 0) return
    try {
      this.#file ??= await this.#create()
      const { handle } = this.#file
      await handle.appendFile(own.map(exportLine).join(''))
      await handle.datasync()
    } catch (error) {
      // It may end in the middle of a line now.
      await this.#end().catch(() => {})
      throw error
    }
  }

  async #create(): Promise<{ readonly name: string; readonly handle: FileHandle }> {
    const { folder, now } = this.#options
    const name = `ledger-${new Date(now()).toISOString().replaceAll(':', '-')}-${randomBytes(4).toString('hex')}.ndjson`
    const handle = await open(join(folder, name), 'ax', 0o600)
    try {
      await handle.appendFile(exportHeader(this.#installation))
      await handle.datasync()
      await syncFolder(folder)
    } catch (error) {
      await handle.close()
      throw error
    }
    return { name, handle }
  }

  /** Whether it is the same folder still, and what this process writes can be found by its name. */
  async #isInPlace(): Promise<boolean> {
    const { folder } = this.#options
    const [there, file, own] = await Promise.all([
      stat(folder).catch(() => undefined),
      this.#file === undefined ? undefined : stat(join(folder, this.#file.name)).catch(() => undefined),
      this.#file?.handle.stat(),
    ])
    return there?.isDirectory() === true && identityOf(there) === this.#compared && file?.ino === own?.ino
  }

  async #end(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.handle.close()
  }
}

const identityOf = ({ dev, ino }: Stats) => `${dev} ${ino}`

const keyOf = ({ networkId, changeId }: LedgerEntry) => entryKey(networkId, changeId)
