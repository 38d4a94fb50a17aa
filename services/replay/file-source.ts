import type { BatchSource } from '@stitchlog/event-stream'
import { type InputLine, readLines } from './input-lines.ts'

/** A file as the log of a stitcher. It is read once, from its start, so commits need not be stored. */
export function createFileSource(file: string, signal?: AbortSignal): BatchSource<InputLine, number> {
  return {
    async *batches() {
      for await (const records of readLines(file, signal)) yield { records, position: records.at(-1)?.line ?? 0 }
    },
    async commit() {},
  }
}
