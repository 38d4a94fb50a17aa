import { createReadStream, fstatSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { addAbortSignal, pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { ExplainedError } from '@stitchlog/contracts'
import { inputAside } from './config.ts'
import { LineSplitter } from './line-splitter.ts'
import type { Lines } from './lines.ts'

const highWaterMark = 2 ** 20

/**
 * Reads the lines of a file that are not blank, many at once. Lines end with LF (a CR before it is ignored); the last one may end without. A gzip
 * file is recognised by its first bytes. A byte-order mark at the start is skipped.
 *
 * @param file a path, or `-` for standard input
 * @returns lines that last until the next ones are asked for, which take their memory
 * @throws ExplainedError `input-unreadable`; the signal's reason once it is aborted
 */
export async function* readLines(file: string, signal?: AbortSignal): AsyncGenerator<Lines> {
  try {
    yield* splitLines(await open(file, signal))
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof Error && 'code' in error)
      throw new ExplainedError('input-unreadable', `cannot read ${nameOf(file)}: ${error.message}`, { cause: error })
    throw error
  }
}

const nameOf = (file: string) => (file === '-' ? 'standard input' : file)

async function open(file: string, signal: AbortSignal | undefined): Promise<AsyncIterable<Buffer>> {
  if (file !== '-' && (await stat(file)).isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' })
  const input: Readable = file === '-' ? standardInput() : createReadStream(file, { highWaterMark })
  if (signal !== undefined) addAbortSignal(signal, input)
  const chunks: AsyncIterator<Buffer> = input[Symbol.asyncIterator]()
  const first = await chunks.next()
  const bytes = rest(first, chunks)
  return !first.done && first.value[0] === 0x1f && first.value[1] === 0x8b ? gunzip(bytes) : bytes
}

function standardInput(): Readable {
  const descriptor = inputAside()
  if (descriptor === undefined) return process.stdin
  const kind = fstatSync(descriptor)
  return kind.isFIFO() || kind.isSocket() ? new Socket({ fd: descriptor }) : createReadStream('', { fd: descriptor, highWaterMark })
}

async function* rest(first: IteratorResult<Buffer>, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (let next = first; !next.done; next = await chunks.next()) yield next.value
}

function gunzip(bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  // Errors reach the code that iterates over the output.
  return pipeline(bytes, createGunzip({ chunkSize: 2 ** 20 }), () => {})
}

async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Lines> {
  const splitter = new LineSplitter()
  for await (const chunk of chunks) {
    const lines = splitter.split(chunk)
    if (lines.length > 0) yield lines
  }
  const last = splitter.end()
  if (last.length > 0) yield last
}
