import { reportGauge } from '@stitchlog/service-kit'
import { countPendingErasures, type PendingErasures, readLastBackupAt, readRollupWatermark, type Store } from '@stitchlog/store'
import type { Registry } from 'prom-client'

/**
 * Reports what the rollup service and backups have done, from a process that goes on while that one is stopped.
 *
 * @returns reads it anew; to be called from time to time
 */
export function measureRollups(metrics: Registry, store: Pick<Store, 'queries'>, now: () => number): () => Promise<void> {
  let watermark: number | undefined
  let erasures: PendingErasures | undefined
  let lastBackup: number | undefined
  reportGauge(
    metrics,
    'stitchlog_rollup_watermark_timestamp_seconds',
    'What was stored up to then is in the rollups: when the last finished run began; absent if none is on record.',
    () => (watermark === undefined ? undefined : watermark / 1000),
  )
  reportGauge(
    metrics,
    'stitchlog_erasures_pending',
    'Erasures that no full rollup has swept yet: what they erase is unreadable, and may still be on the disk.',
    () => erasures?.count,
  )
  reportGauge(metrics, 'stitchlog_erasures_pending_oldest_seconds', 'How long the oldest of them has waited; 0 without one.', () =>
    erasures === undefined ? undefined : erasures.oldestAt === undefined ? 0 : Math.max(0, (now() - erasures.oldestAt) / 1000),
  )
  reportGauge(
    metrics,
    'stitchlog_last_backup_timestamp_seconds',
    'When the newest finished backup began; 0 if there is none on record.',
    () => lastBackup,
  )
  return async () => {
    lastBackup = ((await readLastBackupAt(store)) ?? 0) / 1000
    watermark = await readRollupWatermark(store, now())
    erasures = await countPendingErasures(store, now())
  }
}
