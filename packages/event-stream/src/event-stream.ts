import type { BatchSource, SourceRecord } from './batch-source.ts'

/** An event on its way: the key decides which stitcher sees it, never whether it counts. */
export interface StreamRecord {
  readonly key: string
  /** The event as JSON. */
  readonly value: Buffer
}

/** What lies between ingest and stitchers. Records that are published one after the other under one key are delivered in that order. */
export interface EventStream<Position> {
  /**
   * Resolves when the records survive a crash of any process.
   *
   * @throws StreamBusy when there is no room at the moment; whatever keeps the records from being safe. They may arrive all the same
   */
  publish(records: readonly StreamRecord[]): Promise<void>
  /** For one stitcher: what is not yet committed, and then what comes. Ends when the stream is closed. */
  source(): BatchSource<SourceRecord, Position>
  /** Takes no more records; the sources end once they have delivered those that were taken. */
  close(): Promise<void>
}

/** More records are waiting than may be kept in memory. */
export class StreamBusy extends Error {
  constructor() {
    super('too many events are waiting')
    this.name = 'StreamBusy'
  }
}
