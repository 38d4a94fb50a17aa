import { stitcherSettingsSchema } from '@stitchlog/contracts'
import { runStitcher, wholeLedger } from '@stitchlog/stitcher'
import { appendTrackingChanges, deleteNetwork, insertSpans, type LedgerEntry, type SingleWriterLedger, type Store } from '@stitchlog/store'
import { foldLedger } from '@stitchlog/timeline'
import { sampleDays, sampleNetworkId, sampleSource } from './sample-network.ts'

const dayMs = 86_400_000

/** Of the switch-on of a sample whose days were all alike. */
const outdatedChangeId = 'sample'

/** Writes the sample network's activity up to now, by the same path as everything else. Tracking is on from the first start's two weeks on. */
export async function bringSampleUpToDate(store: Store, ledger: SingleWriterLedger, now: number): Promise<void> {
  const isOutdated = ledger.changesOf(sampleNetworkId).some(({ changeId }) => changeId === outdatedChangeId)
  // Days of an earlier version and of this one would be shown on top of each other.
  if (isOutdated) await deleteNetwork(store, sampleNetworkId)
  const entries = isOutdated ? [] : ledger.changesOf(sampleNetworkId)
  const switchOn: LedgerEntry = {
    networkId: sampleNetworkId,
    change: 'on',
    at: now - (sampleDays + 1) * dayMs,
    changeId: 'sample 2',
    changedBy: 'sample',
  }
  if (entries.length === 0) await appendTrackingChanges(store, [switchOn])
  await runStitcher(sampleSource(now), {
    ledger: wholeLedger(foldLedger(entries.length === 0 ? [switchOn] : entries)),
    insertSpans: insertSpans.bind(undefined, store),
    rejects: { add: () => {}, flush: async () => {} },
    settings: stitcherSettingsSchema.parse({}),
    now: () => now,
  })
}
