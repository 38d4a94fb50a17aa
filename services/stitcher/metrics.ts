import { dropReasons, rejectReasons } from '@stitchlog/contracts'
import type { DeadLetter, KafkaSource, LogAnomaly, UnreadableBatch } from '@stitchlog/event-stream/kafka'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { UnflushedSpans } from './open-spans.ts'
import type { StitcherCounts } from './stitch.ts'

/** The outcomes of records. The counts are read when the metrics are scraped. */
export function measureCounts(metrics: Registry, counts: StitcherCounts): void {
  const reported = { accepted: 0, dropped: Object.fromEntries(dropReasons.map((reason) => [reason, 0])) }
  new Counter({
    name: 'stitchlog_stitcher_events_accepted_total',
    help: 'Records that counted, duplicates included.',
    registers: [metrics],
    collect() {
      this.inc(counts.accepted - reported.accepted)
      reported.accepted = counts.accepted
    },
  })
  new Counter({
    name: 'stitchlog_stitcher_events_dropped_total',
    help: 'Records that did not count, by reason.',
    labelNames: ['reason'],
    registers: [metrics],
    collect() {
      for (const reason of dropReasons) {
        this.inc({ reason }, counts.dropped[reason] - (reported.dropped[reason] ?? 0))
        reported.dropped[reason] = counts.dropped[reason]
      }
    },
  })
}

/** How far a source is behind. The source is read when the metrics are scraped. */
export function measureSource(metrics: Registry, source: Pick<KafkaSource, 'lag' | 'queuedBytes' | 'assignedCount'>): void {
  new Gauge({
    name: 'stitchlog_stitcher_lag_records',
    help: 'Records behind the end of each partition that was read, as of its last fetch.',
    labelNames: ['partition'],
    registers: [metrics],
    collect() {
      // Partitions that now belong to other stitchers must not be reported here.
      this.reset()
      for (const [partition, lag] of source.lag) this.set({ partition: String(partition) }, lag)
    },
  })
  new Gauge({
    name: 'stitchlog_stitcher_assigned_partitions',
    help: 'Partitions that the group has given to this stitcher.',
    registers: [metrics],
    collect() {
      this.set(source.assignedCount)
    },
  })
  new Gauge({
    name: 'stitchlog_stitcher_queued_bytes',
    help: 'Bytes that were fetched and not yet taken.',
    registers: [metrics],
    collect() {
      this.set(source.queuedBytes)
    },
  })
}

/** @returns a function that counts an anomaly of the stream; to be called once for each, however often it was reported */
export function createAnomalyMetrics(metrics: Registry): (anomaly: LogAnomaly) => void {
  const replaced = new Counter({
    name: 'stitchlog_stitcher_logs_replaced_total',
    help: 'Partitions that were not the log any more that had been read before, and were read from their beginning.',
    registers: [metrics],
  })
  const gone = new Counter({
    name: 'stitchlog_stitcher_records_gone_total',
    help: 'Records that were deleted from the stream before they were read.',
    registers: [metrics],
  })
  return ({ kind, expectedOffset, readFrom }) => {
    if (kind === 'log-replaced') replaced.inc()
    else gone.inc(Number(readFrom - expectedOffset))
  }
}

/** @returns a function that counts a batch that could not be unpacked */
export function createUnreadableMetrics(metrics: Registry): (batch: UnreadableBatch) => void {
  const batches = new Counter({
    name: 'stitchlog_stitcher_batches_unreadable_total',
    help: 'Batches of records that could not be unpacked, or only to too much, and were passed with one dead letter each.',
    registers: [metrics],
  })
  return () => batches.inc()
}

/** @returns a function that counts a dead letter that is safe in its topic */
export function createDeadLetterMetrics(metrics: Registry): (letter: Pick<DeadLetter, 'reason'>) => void {
  const letters = new Counter({
    name: 'stitchlog_stitcher_dead_letters_total',
    help: 'Dead letters written, by reason. Of networks that are off and of users who are erased none is kept.',
    labelNames: ['reason'],
    registers: [metrics],
  })
  for (const reason of rejectReasons) letters.inc({ reason }, 0)
  return ({ reason }) => letters.inc({ reason })
}

/** @returns a function that counts points that are stored and committed */
export function createStoredMetrics(metrics: Registry): (points: number) => void {
  const stored = new Counter({
    name: 'stitchlog_stitcher_events_stored_total',
    help: 'Records that counted, and that are stored and committed, duplicates included: accepted minus stored is what this process still holds.',
    registers: [metrics],
  })
  return (points) => stored.inc(points)
}

type InsertSpans = (spans: UnflushedSpans) => Promise<void>

export interface FlushMetrics {
  /** The same inserts, measured. */
  measured(insert: InsertSpans): InsertSpans
}

export function createFlushMetrics(metrics: Registry): FlushMetrics {
  const seconds = new Histogram({
    name: 'stitchlog_stitcher_flush_duration_seconds',
    help: 'Time from the beginning of a flush until its spans were stored, retries included.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [metrics],
  })
  const sizes = new Histogram({
    name: 'stitchlog_stitcher_flush_spans',
    help: 'Spans of a flush.',
    buckets: [1, 10, 100, 1000, 5000, 10_000, 25_000, 50_000, 100_000],
    registers: [metrics],
  })
  const stored = new Counter({
    name: 'stitchlog_stitcher_spans_stored_total',
    help: 'Spans written, longer versions included.',
    registers: [metrics],
  })
  return {
    measured: (insert) => async (spans) => {
      if (spans.length === 0) return
      const beganAt = performance.now()
      await insert(spans)
      seconds.observe((performance.now() - beganAt) / 1000)
      sizes.observe(spans.length)
      stored.inc(spans.length)
    },
  }
}
