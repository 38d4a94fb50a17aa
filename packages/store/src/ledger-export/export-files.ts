import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ExplainedError, trackingChangeSchema } from '@stitchlog/contracts'
import { z } from 'zod'
import type { LedgerEntry } from '../ledger/ledger-entry.ts'

/*
 * The ledger export is a folder of files, `ledger-*.ndjson`. Each process that writes has a file of its own, with a line that says whose ledger it is
 * and one line for each entry. A line counts once its line feed is there. After a write that failed, and after each start, a process goes on in a new
 * file, so only the last line of a file can be incomplete. An entry may be in several files.
 */

const format = 1

const headerSchema = z.object({ ledgerExport: z.int(), installation: z.string() })

const entrySchema = z.intersection(trackingChangeSchema, z.object({ changeId: z.string().min(1), changedBy: z.exactOptional(z.string()) }))

/** The first line of a file. */
export const exportHeader = (installation: string) => `${JSON.stringify({ ledgerExport: format, installation })}\n`

export const exportLine = (entry: LedgerEntry) => `${JSON.stringify(entry)}\n`

/** What tells entries apart. */
export const entryKey = (networkId: string, changeId: string) => `${networkId}\n${changeId}`

/** A file of an export, and how much of it has been read. */
interface Place {
  readonly line: number
  readonly bytes: number
}

/** The files of an export, by name; none if there is no folder. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names.filter((each) => /^ledger-.*\.ndjson$/.test(each)).sort()
}

/** Whether nothing was ever exported to a folder. */
export const isExportEmpty = async (folder: string): Promise<boolean> => (await namesIn(folder)).length === 0

/** Whether an export has any entry, of whichever installation: more than the line that says whose it is. */
export async function hasExportedEntries(folder: string): Promise<boolean> {
  for (const name of await namesIn(folder)) {
    let lines = 0
    for await (const _ of completeLines(join(folder, name), 0)) if (++lines > 1) return true
  }
  return false
}

/** Reads a ledger export, or what has been added to it since the last time. */
export class ExportReader {
  readonly #folder: string
  readonly #installation: string
  readonly #places = new Map<string, Place>()

  /** @param folder need not exist: then nothing was exported */
  constructor(folder: string, installation: string) {
    this.#folder = folder
    this.#installation = installation
  }

  /**
   * Each entry that was not read before.
   *
   * @param except a file that is left out
   * @throws ExplainedError `store-unavailable` if a file is damaged, of another installation or of a later version; the file system's error
   */
  async *read(except?: string): AsyncGenerator<LedgerEntry> {
    for (const name of await namesIn(this.#folder)) if (name !== except) yield* this.#readFile(name)
  }

  async *#readFile(name: string): AsyncGenerator<LedgerEntry> {
    const file = join(this.#folder, name)
    let { line, bytes } = this.#places.get(name) ?? { line: 0, bytes: 0 }
    for await (const text of completeLines(file, bytes)) {
      line++
      bytes += Buffer.byteLength(text) + 1
      if (line === 1) this.#checkHeader(file, text)
      else yield entryOf(file, line, text)
      this.#places.set(name, { line, bytes })
    }
  }

  #checkHeader(file: string, text: string): void {
    const { data: header } = headerSchema.safeParse(parsed(text))
    if (header === undefined) throw damaged(file, 1)
    if (header.ledgerExport > format) throw new ExplainedError('store-unavailable', `the ledger export ${file} was written by a later version`)
    if (header.installation !== this.#installation)
      throw new ExplainedError('store-unavailable', `the ledger export ${file} is that of another installation (${header.installation})`)
  }
}

function entryOf(file: string, line: number, text: string): LedgerEntry {
  const { data } = entrySchema.safeParse(parsed(text))
  if (data === undefined) throw damaged(file, line)
  return data
}

const damaged = (file: string, line: number) => new ExplainedError('store-unavailable', `the ledger export ${file} is damaged at line ${line}`)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The lines of a file that are ended by a line feed, from a byte on. */
async function* completeLines(file: string, start: number): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, { start })) {
    const bytes: Buffer = Buffer.concat([rest, chunk])
    let from = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      yield bytes.toString('utf8', from, end)
      from = end + 1
    }
    rest = bytes.subarray(from)
  }
}
