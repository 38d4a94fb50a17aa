import { createReadStream, fstatSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { addAbortSignal, pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { ExplainedError } from '@stitchlog/contracts'
import { inputAside } from './config.ts'

export interface InputLine {
  /** From 1; blank lines count. */
  readonly line: number
  /** Without the line end. At most `maxLineBytes`: a longer line is truncated. */
  readonly value: Buffer
}

/** Far more than any meaningful line. It bounds the memory for a file without line ends. */
const maxLineBytes = 16 * 2 ** 20

const highWaterMark = 2 ** 20

const lineFeed = 0x0a
const carriageReturn = 0x0d
const byteOrderMark = Buffer.from('\uFEFF')

/**
 * Reads the lines of a file that are not blank, in arrays of lines that were read together. Lines end with LF (a CR before it is ignored); the last
 * one may end without. A gzip file is recognised by its first bytes. A byte-order mark at the start is skipped.
 *
 * @param file a path, or `-` for standard input
 * @throws ExplainedError `input-unreadable`; the signal's reason once it is aborted
 */
export async function* readLines(file: string, signal?: AbortSignal): AsyncGenerator<InputLine[]> {
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

async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<InputLine[]> {
  let line = 1
  let unfinished: Buffer[] = []
  let unfinishedBytes = 0
  let lines: InputLine[] = []

  const finish = (end: Buffer) => {
    let value = unfinished.length === 0 ? end : Buffer.concat([...unfinished, end])
    unfinished = []
    unfinishedBytes = 0
    if (line === 1 && value.subarray(0, 3).equals(byteOrderMark)) value = value.subarray(3)
    if (value.at(-1) === carriageReturn) value = value.subarray(0, -1)
    if (!isBlank(value)) lines.push({ line, value })
    line++
  }

  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      finish(chunk.subarray(from, end))
      from = end + 1
    }
    if (from < chunk.length && unfinishedBytes < maxLineBytes) {
      const part = chunk.subarray(from, from + maxLineBytes - unfinishedBytes)
      unfinished.push(part)
      unfinishedBytes += part.length
    }
    if (lines.length > 0) yield lines
    lines = []
  }
  if (unfinishedBytes > 0) finish(Buffer.alloc(0))
  if (lines.length > 0) yield lines
}

/** Whether the line has only JSON white space. */
function isBlank(value: Buffer): boolean {
  for (const byte of value) if (byte !== 0x20 && byte !== 0x09 && byte !== carriageReturn) return false
  return true
}
