import { randomUUID } from 'node:crypto'
import { type AccessLogEntry, insertAccessLog, type Store } from '@stitchlog/store'

/** A read to record. */
export type AccessRead = Omit<AccessLogEntry, 'occurredAt' | 'readId'>

/** Tells an entry from all others. */
export type EntryKey = Pick<AccessLogEntry, 'occurredAt' | 'readId'>

export interface AccessLog {
  /**
   * Resolves when the read is durably recorded; rejects if it could not be.
   *
   * @param key of an entry for the same read with a wider range, which this one replaces
   */
  record(read: AccessRead, key?: EntryKey): Promise<EntryKey>
}

interface Waiting {
  readonly entry: AccessLogEntry
  readonly resolve: (key: EntryKey) => void
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
        for (const { entry, resolve } of batch) resolve(entry)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    isWriting = false
  }

  return {
    record: (read, { occurredAt, readId } = { occurredAt: now(), readId: randomUUID() }) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry: { ...read, occurredAt, readId }, resolve, reject })
        void writeWaiting()
      }),
  }
}
