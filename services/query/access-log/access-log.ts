import { randomUUID } from 'node:crypto'
import { type AccessLogEntry, insertAccessLog, type Store } from '@stitchlog/store'

/** A read to record. */
export type AccessRead = Omit<AccessLogEntry, 'occurredAt' | 'readId'>

export interface AccessLog {
  /** Resolves when the read is durably recorded; rejects if it could not be. */
  record(read: AccessRead): Promise<void>
}

interface Waiting {
  readonly entry: AccessLogEntry
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Records reads with one insert at a time. Reads that arrive during an insert share the next one, so many readers wait for few inserts. */
export function createAccessLog(store: Pick<Store, 'insertRows'>, now: () => number): AccessLog {
  let waiting: Waiting[] = []
  let isWriting = false

  async function writeWaiting(): Promise<void> {
    if (isWriting) return
    isWriting = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      const entries = batch.map(({ entry }) => entry)
      try {
        await insertAccessLog(store, entries)
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    isWriting = false
  }

  return {
    record: (read) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry: { ...read, occurredAt: now(), readId: randomUUID() }, resolve, reject })
        void writeWaiting()
      }),
  }
}
