import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ExplainedError } from '@stitchlog/contracts'

const outputFileNames = ['sessions.ndjson', 'days.ndjson', 'dropped.json', 'rejected.ndjson'] as const

type OutputFileName = (typeof outputFileNames)[number]

/** Writes are buffered up to this size. */
const maxBufferedChars = 2 ** 18

/** A text file that is written line by line. */
export class LineFile {
  readonly #handle: FileHandle
  readonly #folder: string
  #buffered: string[] = []
  #bufferedChars = 0

  constructor(handle: FileHandle, folder: string) {
    this.#handle = handle
    this.#folder = folder
  }

  /** Adds a value as one line of JSON; it is in the file after the next `flush`. */
  add(value: object): void {
    const line = `${JSON.stringify(value)}\n`
    this.#buffered.push(line)
    this.#bufferedChars += line.length
  }

  /** @throws ExplainedError `output-unwritable` */
  async flush(): Promise<void> {
    const text = this.#buffered.join('')
    this.#buffered = []
    this.#bufferedChars = 0
    if (text !== '') await explained(this.#folder, () => this.#handle.appendFile(text))
  }

  async flushIfLarge(): Promise<void> {
    if (this.#bufferedChars >= maxBufferedChars) await this.flush()
  }
}

export type OutputFiles = Readonly<Record<OutputFileName, LineFile>>

/**
 * Creates the folder and lets `write` fill the files. The files appear under their names only when all are complete. If that fails, the files of an
 * earlier run stay unchanged.
 *
 * @throws ExplainedError `output-unwritable`, and the errors of `write`
 */
export async function writeOutputFiles(folder: string, write: (files: OutputFiles) => Promise<void>): Promise<void> {
  const part = (name: OutputFileName) => join(folder, `.${name}.part`)
  const handles = await explained(folder, async () => {
    await mkdir(folder, { recursive: true })
    return await Promise.all(outputFileNames.map((name) => open(part(name), 'w')))
  })
  const [sessions, days, dropped, rejected] = handles.map((handle) => new LineFile(handle, folder))
  if (sessions === undefined || days === undefined || dropped === undefined || rejected === undefined) throw new Error('four files are opened')
  const files = { 'sessions.ndjson': sessions, 'days.ndjson': days, 'dropped.json': dropped, 'rejected.ndjson': rejected }
  try {
    await write(files)
    await explained(folder, async () => {
      for (const file of Object.values(files)) await file.flush()
      for (const name of outputFileNames) await rename(part(name), join(folder, name))
    })
  } finally {
    await Promise.all(handles.map((handle) => handle.close()))
    for (const name of outputFileNames) await rm(part(name), { force: true })
  }
}

async function explained<T>(folder: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof Error) throw new ExplainedError('output-unwritable', `cannot write to ${folder}: ${error.message}`, { cause: error })
    throw error
  }
}
