import { once } from 'node:events'
import { ExplainedError } from '@stitchlog/contracts'
import { errorKind, type Health, type Logger, noteFailure, noteSuccess } from '@stitchlog/service-kit'
import { clickHouseRefusals, type RollupKind } from '@stitchlog/store'
import { Cron } from 'croner'
import type { RollupMetrics } from './metrics.ts'
import { type RollupDependencies, runRollup } from './roll-up.ts'

/** How often today's overview is updated: often enough that it is never five minutes old. */
const refreshCron = '*/4 * * * *'

/** The name of the dependency in readiness. */
const dependency = 'ClickHouse for rollups'

export interface RollupScheduleOptions {
  readonly cron: string
  readonly metrics: RollupMetrics
  readonly log: Logger
  /** Informed when a run fails, until one succeeds. */
  readonly health?: Health
  /** Stops the schedule. */
  readonly signal: AbortSignal
}

class Stopped extends Error {}

/**
 * Runs a full rollup at once, to catch up, then full rollups by a cron expression (in UTC) and refreshes in between. One run at a time. A failed
 * run is logged, and the next one does its work; a full run is retried within minutes. Resolves after `signal`, when no run is in progress.
 */
export async function rollUpOnSchedule(
  dependencies: Omit<RollupDependencies, 'reached'>,
  { cron, metrics, log, health, signal }: RollupScheduleOptions,
): Promise<void> {
  let running: Promise<void> | undefined
  const due = new Set<RollupKind>(['full'])
  const reached = () => {
    if (signal.aborted) throw new Stopped()
  }

  async function runDue(): Promise<void> {
    while (due.size > 0 && !signal.aborted) {
      const kind = due.has('full') ? 'full' : 'refresh'
      due.delete(kind)
      const startedAt = performance.now()
      try {
        await runRollup({ ...dependencies, reached }, kind)
        const durationMs = Math.round(performance.now() - startedAt)
        metrics.finished(kind, durationMs / 1000)
        if (health !== undefined) noteSuccess({ dependency, health, log })
        log.info({ kind, durationMs }, 'rolled-up')
      } catch (error) {
        if (error instanceof Stopped) return
        metrics.failed(kind)
        const reason = error instanceof ExplainedError ? { reason: error.message } : {}
        if (health !== undefined) noteFailure(error, { dependency, health, log, refusals: clickHouseRefusals })
        log.error({ kind: errorKind(error), ...reason }, 'rollup-failed')
        // Retried with the next refresh, because sweeps wait for a full run.
        due.add(kind)
        return
      }
    }
  }

  function runSoon(kind: RollupKind): void {
    due.add(kind)
    if (running !== undefined || signal.aborted) return
    running = runDue().finally(() => {
      running = undefined
    })
  }

  const jobs = [
    new Cron(cron, { timezone: 'Etc/UTC', unref: true }, () => runSoon('full')),
    new Cron(refreshCron, { timezone: 'Etc/UTC', unref: true }, () => runSoon('refresh')),
  ]
  runSoon('full')

  if (!signal.aborted) await once(signal, 'abort')
  for (const job of jobs) job.stop()
  await running
}
