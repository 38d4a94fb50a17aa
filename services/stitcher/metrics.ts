import { dropReasons } from '@stitchlog/contracts'
import type { KafkaSource } from '@stitchlog/event-stream/kafka'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { StitcherCounts } from './app.ts'

/** Metrics that are read off what there is anyway, when somebody asks. */
export function measureStitcher(metrics: Registry, counts: StitcherCounts, source: Pick<KafkaSource, 'lag' | 'queuedBytes'>): void {
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
  new Gauge({
    name: 'stitchlog_stitcher_lag_records',
    help: 'Records behind the end of each partition that was read, as of its last fetch.',
    labelNames: ['partition'],
    registers: [metrics],
    collect() {
      for (const [partition, lag] of source.lag) this.set({ partition: String(partition) }, lag)
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

export interface FlushMetrics {
  observe(spanCount: number, seconds: number): void
}

export function createFlushMetrics(metrics: Registry): FlushMetrics {
  const seconds = new Histogram({
    name: 'stitchlog_stitcher_flush_duration_seconds',
    help: 'Time from the beginning of a flush until its spans were stored, retries included.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [metrics],
  })
  const spans = new Counter({ name: 'stitchlog_stitcher_spans_stored_total', help: 'Spans written, longer versions included.', registers: [metrics] })
  return {
    observe(spanCount, duration) {
      seconds.observe(duration)
      spans.inc(spanCount)
    },
  }
}
