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
  /** Epoch milliseconds by which all its records had been received, where the log knows that. */
  readonly receivedNoLaterThan?: number
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
