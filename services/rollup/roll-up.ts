import { randomUUID } from 'node:crypto'
import {
  checkAgreedSettings,
  planRollup,
  type RollupKind,
  type RollupRun,
  type RollupScope,
  readCutOffRollup,
  readFoldedLedger,
  readLastFinishedRollup,
  recordRollupRun,
  rollUpUsers,
  type Store,
  setRetentionTtl,
  sweepErased,
  sweepExpired,
  writeLedgerCheckpoints,
} from '@stitchlog/store'
import { longestRetentionDays, retentionCutoffs } from '@stitchlog/timeline'

export interface RollupSettings {
  /** About how many spans one statement reads. This bounds the memory of the server. */
  readonly maxSpansPerChunk: number
  /** By kind of run: how far before the start of the last run it looks for new spans, because an insert takes time and clocks differ. */
  readonly overlapMs: Readonly<Record<RollupKind, number>>
}

export const defaultRollupSettings: RollupSettings = { maxSpansPerChunk: 2_000_000, overlapMs: { full: 15 * 60_000, refresh: 2 * 60_000 } }

export interface RollupDependencies {
  readonly store: Store
  readonly now: () => number
  /** The retention of networks without their own. */
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly settings: RollupSettings
  /** Called before each write. A test may end the process there, and a process stops by throwing there. */
  readonly reached: (point: string) => void
}

/**
 * Updates `user_days` from `sessions` for every date that was touched since the last run. A full run also computes every date that was completed
 * since, when its end and the longest timeout have passed in its zone. Then it deletes from the disk what is erased or past retention, and makes
 * checkpoints of long ledgers. A run may be interrupted anywhere and run again: an interrupted full run continues where it stopped before a new one
 * begins.
 *
 * @throws the errors of the store and of `reached`
 */
export async function runRollup(dependencies: RollupDependencies, kind: RollupKind): Promise<void> {
  const { store, now, reached } = dependencies
  if (kind === 'full') {
    const cutOff = await readCutOffRollup(store)
    if (cutOff !== undefined) await carryOut(dependencies, cutOff.run, cutOff.doneSteps)
  }
  // Taken before anything is read: the next run covers what is stored from now on.
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
  // Last, because they only save time at a start: without them the run is done all the same.
  reached('checkpoints')
  if (run.kind === 'full') await writeLedgerCheckpoints(store)
}

/** The scopes of a run: touched dates, and in a full run also completed nights. */
function scopesOf({ kind, startedAt, since }: RollupRun, overlapMs: number): RollupScope[] {
  const touchedSince = Math.max(0, since - overlapMs)
  const touched = (['stored', 'erased', 'retained'] as const).map((what): RollupScope => ({ kind: what, since: touchedSince }))
  return kind === 'refresh' ? touched : [...touched, { kind: 'ended', after: since, until: startedAt, storedBefore: touchedSince }]
}

/** Recomputes the dates of a scope, piece by piece. */
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

/** Deletes from the disk what nobody may read any more. */
async function sweep({ store, now, retentionDays, accessLogRetentionDays, reached }: RollupDependencies): Promise<void> {
  reached('sweep erased')
  await sweepErased(store)
  const { ledger } = await readFoldedLedger(store)
  // Deletion is final, so do not delete by an old retention if the shared one was changed after this process started.
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
