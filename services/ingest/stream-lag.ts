import type { GroupLag } from '@stitchlog/event-stream/kafka'
import { reportGauge } from '@stitchlog/service-kit'
import { Gauge, type Registry } from 'prom-client'

/** Reports what the stitchers have not stored yet. It is read when the metrics are scraped, so an age grows while nothing can be read. */
export function measureStreamLag(metrics: Registry, lag: Pick<GroupLag, 'partitions' | 'oldestMs'>): void {
  const perPartition = (name: string, help: string, of: (partition: { readonly end: number; readonly committed: number }) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['partition'],
      registers: [metrics],
      collect() {
        this.reset()
        for (const { partition, ...offsets } of lag.partitions) this.set({ partition: String(partition) }, of(offsets))
      },
    })
  perPartition(
    'stitchlog_committed_lag_records',
    'Records of the event topic that the stitchers have not stored and committed.',
    ({ end, committed }) => end - committed,
  )
  perPartition('stitchlog_stream_end_offset', 'The offset after the last record of the event topic.', ({ end }) => end)
  perPartition('stitchlog_stream_committed_offset', 'The offset below which every record is stored or dropped.', ({ committed }) => committed)
  reportGauge(
    metrics,
    'stitchlog_oldest_unstored_seconds',
    'How long the oldest record has waited that is not stored and committed; 0 without one.',
    () => (lag.partitions.length === 0 ? undefined : lag.oldestMs / 1000),
  )
}
