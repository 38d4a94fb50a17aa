import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stitcherSettingsSchema, type TrackingChange } from '@stitchlog/contracts'
import { createStitcherCounts, type Rejects, runStitcher, type StitcherCounts, wholeLedger } from '@stitchlog/stitcher'
import { appendTrackingChanges, insertSpans, migrate, readAllSessionParts, type Store } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { foldLedger } from '@stitchlog/timeline'
import type { ReplayConfig } from './config.ts'
import { createFileSource } from './file-source.ts'
import type { InputLine } from './lines.ts'
import { type LineFile, writeOutputFiles } from './output-files.ts'
import { readTrackingFile } from './read-tracking-file.ts'
import { type ActivityCounts, writeActivity } from './write-activity.ts'

export interface ReplaySummary {
  readonly stitched: StitcherCounts
  readonly activity: ActivityCounts
}

export interface ReplayHooks {
  /** Stops the run and removes its temporary files. */
  readonly signal?: AbortSignal
  /** Called with the counts, which grow while events are stitched. */
  readonly onStitching?: (counts: StitcherCounts) => void
  readonly onWriting?: () => void
}

/**
 * Stitches the events of a file into a temporary store, and writes its sessions and days to four files.
 *
 * @throws ExplainedError, or the signal's reason once it is aborted; for an invalid tracking file, before anything is written
 */
export async function replay(config: ReplayConfig, hooks: ReplayHooks = {}): Promise<ReplaySummary> {
  const changes = await readTrackingFile(config.trackingFile)
  return await withTemporaryStore((store) => replayInto(store, changes, config, hooks))
}

/**
 * The same with changes that were read, into a store in which there is nothing yet.
 *
 * @throws the signal's reason once it is aborted
 */
export async function replayInto(
  store: Store,
  changes: readonly TrackingChange[],
  config: ReplayConfig,
  hooks: ReplayHooks = {},
): Promise<ReplaySummary> {
  await appendTrackingChanges(
    store,
    changes.map((change, index) => ({ ...change, changeId: String(index).padStart(12, '0') })),
  )
  const ledger = wholeLedger(foldLedger(changes))
  const stitched = createStitcherCounts()
  let activity: ActivityCounts | undefined
  await writeOutputFiles(config.outFolder, async (files) => {
    hooks.onStitching?.(stitched)
    const dependencies = {
      ledger,
      insertSpans: insertSpans.bind(undefined, store),
      rejects: createRejects(files['rejected.ndjson']),
      settings: stitcherSettingsSchema.parse({ retentionDays: config.retentionDays }),
      // The clock does not advance in a replay, so that nothing depends on the speed of the machine.
      now: () => config.now ?? 0,
    }
    await runStitcher(createFileSource(config.eventsFile, hooks.signal), dependencies, stitched)
    hooks.onWriting?.()
    activity = await writeActivity(readAllSessionParts(store), files['sessions.ndjson'], files['days.ndjson'], hooks.signal)
    files['dropped.json'].add(stitched)
  })
  if (activity === undefined) throw new Error('files were written without activity')
  return { stitched, activity }
}

async function withTemporaryStore<T>(use: (store: Store) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'stitchlog-replay-'))
  try {
    const store = await openEmbeddedStore(folder)
    try {
      await migrate(store)
      return await use(store)
    } finally {
      await store.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function createRejects(file: LineFile): Rejects<InputLine> {
  return {
    add: ({ record: { line }, reason, detail }) => file.add({ line, reason, detail }),
    flush: () => file.flush(),
  }
}
