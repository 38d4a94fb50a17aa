import type { BatchSource, SourceRecord } from './batch-source.ts'

/** An event in transit. The key decides which stitcher receives it, never whether it counts. */
export interface StreamRecord {
  readonly key: string
  /** The event as JSON. */
  readonly value: Buffer
}

/** The connection between ingest and stitchers. Records that are published one after the other with the same key are delivered in that order. */
export interface EventStream<Position> {
  /**
   * Resolves when the records survive a crash of any process.
   *
   * @throws StreamBusy if there is no room at the moment; any other error if the records could not be made safe. They may arrive all the same
   */
  publish(records: readonly StreamRecord[]): Promise<void>
  /** For one stitcher: delivers the records that are not committed yet, and then new ones. Ends when the stream is closed. */
  source(): BatchSource<SourceRecord, Position>
  /** Accepts no more records. The sources end once they have delivered the accepted ones. */
  close(): Promise<void>
}

/** More records are waiting than fit in the memory limit. */
export class StreamBusy extends Error {
  constructor() {
    super('too many events are waiting')
    this.name = 'StreamBusy'
  }
}
