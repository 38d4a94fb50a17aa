import type { RollupKind } from '@stitchlog/store'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export interface RollupMetrics {
  finished(kind: RollupKind, durationSeconds: number): void
  failed(kind: RollupKind): void
}

/** @param now epoch milliseconds */
export function createRollupMetrics(metrics: Registry, now: () => number): RollupMetrics {
  const registers = [metrics]
  const runs = new Counter({
    name: 'stitchlog_rollup_runs_total',
    help: 'Runs that ended: full ones (hourly) and refreshes of what is new, finished or failed.',
    labelNames: ['kind', 'outcome'],
    registers,
  })
  const seconds = new Histogram({
    name: 'stitchlog_rollup_run_duration_seconds',
    help: 'How long runs took that were finished.',
    labelNames: ['kind'],
    buckets: [0.1, 0.5, 1, 5, 15, 60, 120, 240, 600, 1800, 3600],
    registers,
  })
  const lastFinished = new Gauge({
    name: 'stitchlog_rollup_last_finished_timestamp_seconds',
    help: 'When this process last finished a run; absent before the first.',
    labelNames: ['kind'],
    registers,
  })
  return {
    finished(kind, durationSeconds) {
      runs.inc({ kind, outcome: 'finished' })
      seconds.observe({ kind }, durationSeconds)
      lastFinished.set({ kind }, now() / 1000)
    },
    failed: (kind) => runs.inc({ kind, outcome: 'failed' }),
  }
}
