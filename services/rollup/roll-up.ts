import { randomUUID } from 'node:crypto'
import {
  checkAgreedSettings,
  planRollup,
  type RollupKind,
  type RollupRun,
  type RollupScope,
  readCutOffRollup,
  readLastFinishedRollup,
  readTrackingChanges,
  recordRollupRun,
  rollUpUsers,
  type Store,
  setRetentionTtl,
  sweepErased,
  sweepExpired,
} from '@stitchlog/store'
import { foldLedger, longestRetentionDays, retentionCutoffs } from '@stitchlog/timeline'

export interface RollupSettings {
  /** About how many spans one statement reads: it bounds the memory of the server. */
  readonly maxSpansPerChunk: number
  /** How long before the start of the last run a full run looks for new spans, by kind: an insert takes time, and clocks differ. */
  readonly overlapMs: Readonly<Record<RollupKind, number>>
}

export const defaultRollupSettings: RollupSettings = { maxSpansPerChunk: 2_000_000, overlapMs: { full: 15 * 60_000, refresh: 2 * 60_000 } }

export interface RollupDependencies {
  readonly store: Store
  readonly now: () => number
  /** Of networks without a retention of their own. */
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly settings: RollupSettings
  /** Called before each write; a process may be ended there, or stop by throwing. */
  readonly reached: (point: string) => void
}

/**
 * Brings `user_days` up to what `sessions` says, for every date that was touched since the last run; a full run does so for every date too whose
 * night has come since, when its end and the longest timeout have passed in its zone (design section 3), and then takes from the disk what
 * is erased or past retention. May be cut off anywhere and run again: a full run that was cut off goes on where it stopped before a new one
 * begins.
 *
 * @throws what the store throws, and what `reached` throws
 */
export async function runRollup(dependencies: RollupDependencies, kind: RollupKind): Promise<void> {
  const { store, now, reached } = dependencies
  if (kind === 'full') {
    const cutOff = await readCutOffRollup(store)
    if (cutOff !== undefined) await carryOut(dependencies, cutOff.run, cutOff.doneSteps)
  }
  // Taken before anything is read: what is stored from now on is the next run's.
  const startedAt = now()
  const last = await readLastFinishedRollup(store, kind === 'full' ? ['full'] : ['full', 'refresh'], startedAt)
  const run: RollupRun = { runId: randomUUID(), kind, startedAt, since: last ?? 0 }
  reached('begun')
  await recordRollupRun(store, run, 'begun', now())
  await carryOut(dependencies, run, new Set())
}

async function carryOut(dependencies: RollupDependencies, run: RollupRun, doneSteps: ReadonlySet<string>): Promise<void> {
  const { store, now, settings, reached } = dependencies
  const onDone = async (step: string) => {
    reached(`done ${step}`)
    if (run.kind === 'full') await recordRollupRun(store, run, 'step', now(), step)
  }
  for (const scope of scopesOf(run, settings.overlapMs[run.kind])) await rollUp(dependencies, scope, doneSteps, onDone)
  if (run.kind === 'full') await sweep(dependencies)
  reached('finished')
  await recordRollupRun(store, run, 'finished', now())
}

/** What a run looks at: what was touched, and in a full one the nights that have come as well. */
function scopesOf({ kind, startedAt, since }: RollupRun, overlapMs: number): RollupScope[] {
  const touchedSince = Math.max(0, since - overlapMs)
  const touched = (['stored', 'erased', 'retained'] as const).map((what): RollupScope => ({ kind: what, since: touchedSince }))
  return kind === 'refresh' ? touched : [...touched, { kind: 'ended', after: since, until: startedAt, storedBefore: touchedSince }]
}

/** Computes the dates of a scope anew, piece by piece. */
export async function rollUp(
  { store, now, settings, reached }: Pick<RollupDependencies, 'store' | 'now' | 'settings' | 'reached'>,
  scope: RollupScope,
  doneSteps: ReadonlySet<string> = new Set(),
  onDone: (step: string) => Promise<void> = async () => {},
): Promise<void> {
  for (const month of await planRollup(store, scope, settings.maxSpansPerChunk)) {
    for (let chunk = 0; chunk < month.chunkCount; chunk++) {
      const step = `${scope.kind} ${month.from} ${month.to} ${chunk}/${month.chunkCount}`
      if (doneSteps.has(step)) continue
      reached(step)
      await rollUpUsers(store, scope, month, chunk, now())
      await onDone(step)
    }
  }
}

/** Takes from the disk what nobody may read any more. */
async function sweep({ store, now, retentionDays, accessLogRetentionDays, reached }: RollupDependencies): Promise<void> {
  reached('sweep erased')
  await sweepErased(store)
  const ledger = foldLedger((await readTrackingChanges(store)).entries)
  // What is deleted does not come back, so not by a retention that was changed for all since this process was started.
  await checkAgreedSettings(store, {
    settings: [
      { name: 'retention-days', value: String(retentionDays) },
      { name: 'access-log-retention-days', value: String(accessLogRetentionDays) },
    ],
  })
  reached('sweep expired')
  await sweepExpired(store, retentionCutoffs(ledger, now(), retentionDays, accessLogRetentionDays))
  reached('set ttl')
  await setRetentionTtl(store, longestRetentionDays(ledger, now(), retentionDays), accessLogRetentionDays)
}
