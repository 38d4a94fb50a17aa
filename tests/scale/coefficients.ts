/**
 * What a heartbeat costs each part, as measured (docs/benchmarks.md says how, and on what machine). A request of a client has two events: the first and
 * the last sign of life of half a minute.
 */
export const coefficients = {
  /** Seconds between two requests of an active client. */
  beatSeconds: 30,
  eventsPerRequest: 2,
  /** CPU microseconds of ingest for a request of a client, Kafka's producer included: as measured for one event, of which the second adds little. */
  ingestMicrosPerRequest: 160,
  /** CPU microseconds of a stitcher for an event, from Kafka to stored spans, once it is warm. */
  stitcherMicrosPerEvent: 1.6,
  /** Rows that one ClickHouse server of two cores takes in a second while it answers reads. */
  rowsPerSecond: 200_000,
  /** In Kafka, one copy. */
  kafkaBytesPerEvent: 161,
  /** On ClickHouse's disk after merges, one copy. */
  diskBytesPerEvent: 1.31,
  /** Of a stitcher, for each open span. */
  memoryBytesPerSpan: 145,
  /** Of a stitcher, before it has any span. */
  memoryMiB: 250,
  /** Spans of a night that the rollup of one shard works off in a second. */
  rolledUpSpansPerSecond: 300_000,
} as const
