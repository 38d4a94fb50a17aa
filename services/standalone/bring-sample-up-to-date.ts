import { stitcherSettingsSchema } from '@stitchlog/contracts'
import { runStitcher, wholeLedger } from '@stitchlog/stitcher'
import { appendTrackingChanges, deleteNetwork, insertSpans, type LedgerEntry, readNetworkChanges, type Store } from '@stitchlog/store'
import { foldLedger } from '@stitchlog/timeline'
import { sampleDays, sampleNetworkId, sampleSource } from './sample-network.ts'

const dayMs = 86_400_000

/** The change id of the switch-on in an earlier sample, whose days were all alike. */
const outdatedChangeId = 'sample'

/** Writes the sample network's activity up to now, by the same path as all events. Tracking is on from two weeks before the first start. */
export async function bringSampleUpToDate(store: Store, now: number): Promise<void> {
  const stored = await readNetworkChanges(store, sampleNetworkId)
  const isOutdated = stored.some(({ changeId }) => changeId === outdatedChangeId)
  // Otherwise the days of an earlier version would be mixed with the new ones.
  if (isOutdated) await deleteNetwork(store, sampleNetworkId)
  const entries = isOutdated ? [] : stored
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
