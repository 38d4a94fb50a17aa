import type { BatchSource } from '@stitchlog/event-stream'
import { readLines } from './input-lines.ts'
import type { InputLine } from './lines.ts'

/** A file as the log of a stitcher. It is read once, from its start, so commits need not be stored. */
export function createFileSource(file: string, signal?: AbortSignal): BatchSource<InputLine, number> {
  return {
    async *batches() {
      let count = 0
      for await (const records of readLines(file, signal)) yield { records, position: ++count }
    },
    async commit() {},
  }
}
