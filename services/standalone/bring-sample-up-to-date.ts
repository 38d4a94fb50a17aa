import { stitcherSettingsSchema } from '@stitchlog/contracts'
import { runStitcher, wholeLedger } from '@stitchlog/stitcher'
import { appendTrackingChanges, insertSpans, type LedgerEntry, type LedgerLog, type Store } from '@stitchlog/store'
import { foldLedger } from '@stitchlog/timeline'
import { sampleDays, sampleNetworkId, sampleSource } from './sample-network.ts'

const dayMs = 86_400_000

/** Writes the sample network's activity up to now, by the same path as everything else. Tracking is on from the first start's two weeks on. */
export async function bringSampleUpToDate(store: Store, ledger: LedgerLog, now: number): Promise<void> {
  const entries = ledger.changesOf(sampleNetworkId)
  const switchOn: LedgerEntry = {
    networkId: sampleNetworkId,
    change: 'on',
    at: now - (sampleDays + 1) * dayMs,
    changeId: 'sample',
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
