/** What a stitcher reads: one event as JSON, and when the log took it in where the log knows that. */
export interface SourceRecord {
  readonly value: Buffer
  /** Epoch milliseconds; the event was received no later than this. */
  readonly timestamp?: number
}

export interface Batch<R extends SourceRecord, Position> {
  readonly records: readonly R[]
  /** Where the source stands after this batch. */
  readonly position: Position
}

/**
 * A log that remembers how far it was read. After a crash it delivers again whatever follows the last commit, and may deliver more than
 * that; one that can be split among stitchers gives each of them a source.
 */
export interface BatchSource<R extends SourceRecord, Position> {
  batches(): AsyncIterable<Batch<R, Position>>
  /** Remembers that everything up to these positions is done with. */
  commit(positions: readonly Position[]): Promise<void>
}

/** The same values, and an `idle` whenever none came for some time, so that work may be finished while a source is quiet. */
export async function* withIdleTimes<T>(values: AsyncIterable<T>, idleMs: number): AsyncGenerator<T | 'idle'> {
  const iterator = values[Symbol.asyncIterator]()
  try {
    for (let next = iterator.next(); ; ) {
      let timer: NodeJS.Timeout | undefined
      const idle = new Promise<'idle'>((resolve) => {
        timer = setTimeout(resolve, idleMs, 'idle')
      })
      const result = await Promise.race([next, idle])
      clearTimeout(timer)
      if (result === 'idle') {
        yield result
        continue
      }
      if (result.done) return
      yield result.value
      next = iterator.next()
    }
  } finally {
    await iterator.return?.()
  }
}
