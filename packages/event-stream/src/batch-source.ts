/** What a stitcher reads: one event as JSON, and the log's timestamp of it, if the log has one. */
export interface SourceRecord {
  readonly value: Buffer
  /** Epoch milliseconds; the event was received no later than this. */
  readonly timestamp?: number
  /** Why it cannot be read, if its content is not all there: `value` is only the beginning then. */
  readonly unreadable?: string
  /** The size of its content, if `value` is only the beginning. */
  readonly bytes?: number
}

/** Records that lie in the same bytes, one after the other, so that a reader needs no object for each. */
export interface PackedRecords<R extends SourceRecord> extends Iterable<R> {
  readonly length: number
  readonly bytes: Buffer
  /** Where the value of record `n` (from 0) begins in `bytes`. */
  from(n: number): number
  /** Where it ends: the index of the byte after it. */
  until(n: number): number
  /** Epoch milliseconds; Infinity if the log has none. */
  timestamp(n: number): number
  /** Record `n` by itself; its value is a part of `bytes`. */
  at(n: number): R | undefined
  /** Gives the memory back. There are no records any more then, and no value of one may be looked at. Whoever does not call it leaves it to the garbage collection. */
  free(): void
}

export interface Batch<R extends SourceRecord, Position> {
  readonly records: readonly R[] | PackedRecords<R>
  /** The position of the source after this batch. */
  readonly position: Position
  /** Whether somebody waits for its commit, so that it is not to wait for later records. */
  readonly isWaitedFor?: boolean
  /** Epoch milliseconds: all records of the batch were received no later than this. Absent if the log does not know. */
  readonly receivedNoLaterThan?: number
}

/**
 * A log that stores how far it has been read. After a crash it delivers everything after the last commit again, and possibly more.
 * A log that can be split among stitchers gives each of them its own source.
 */
export interface BatchSource<R extends SourceRecord, Position> {
  batches(): AsyncIterable<Batch<R, Position>>
  /** Records that everything up to these positions has been processed. */
  commit(positions: readonly Position[]): Promise<void>
}
