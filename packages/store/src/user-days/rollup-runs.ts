import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'

/** full: everything since the last full run. refresh: only what is new, for today's overview. */
export type RollupKind = 'full' | 'refresh'

export interface RollupRun {
  /** A UUID */
  readonly runId: string
  readonly kind: RollupKind
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** When the run began that this one continues after; 0 if there was none. */
  readonly since: number
}

/** Records that a run begins, that one of its steps is done, or that it is finished. */
export async function recordRollupRun(
  { jobQueries }: Store,
  { runId, kind, startedAt, since }: RollupRun,
  event: 'begun' | 'step' | 'finished',
  recordedAt: number,
  step = '',
): Promise<void> {
  await jobQueries.execute(`
      INSERT INTO rollup_runs (run_id, kind, event, started_at, since, step, recorded_at)
      SELECT '${runId}', '${kind}', '${event}', ${sqlInstant(startedAt)}, ${sqlInstant(since)}, ${sqlText(step)}, ${sqlInstant(recordedAt)}`)
}

/** When the last finished run of these kinds began; undefined if there is none. A run with a start in the future had a wrong clock and is ignored. */
export async function readLastFinishedRollup({ jobQueries }: Store, kinds: readonly RollupKind[], now: number): Promise<number | undefined> {
  const [row] = await jobQueries.selectRows<[startedAt: number | null]>(`
      SELECT toUnixTimestamp64Milli(maxOrNull(started_at))
      FROM rollup_runs
      WHERE event = 'finished' AND kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')}) AND started_at <= ${sqlInstant(now)}`)
  return row?.[0] ?? undefined
}

/** The latest full run, if it was interrupted, and its finished steps. */
export async function readCutOffRollup({ jobQueries }: Store): Promise<{ run: RollupRun; doneSteps: Set<string> } | undefined> {
  const [row] = await jobQueries.selectRows<[runId: string, startedAt: number, since: number, steps: string[], isFinished: 0 | 1]>(`
      SELECT run_id, toUnixTimestamp64Milli(started_at), toUnixTimestamp64Milli(max(since)), groupArrayIf(step, event = 'step'), max(event = 'finished')
      FROM rollup_runs
      WHERE kind = 'full'
      GROUP BY run_id, started_at
      ORDER BY started_at DESC, run_id
      LIMIT 1`)
  if (row === undefined || row[4] === 1) return undefined
  const [runId, startedAt, since, steps] = row
  return { run: { runId, kind: 'full', startedAt, since }, doneSteps: new Set(steps) }
}
