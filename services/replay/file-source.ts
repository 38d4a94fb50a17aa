import type { BatchSource } from '@stitchlog/event-stream'
import { type InputLine, readLines } from './input-lines.ts'

/** A file as the log that a stitcher reads. It is read once and from its start, so there is nothing to remember. */
export function createFileSource(file: string, signal?: AbortSignal): BatchSource<InputLine, number> {
  return {
    async *batches() {
      for await (const records of readLines(file, signal)) yield { records, position: records.at(-1)?.line ?? 0 }
    },
    async commit() {},
  }
}
