import type { RetentionCutoffs } from '@stitchlog/store'
import { type Ledger, retentionMsAt } from '@stitchlog/timeline'

const dayMs = 86_400_000

/** Before which instants nothing may be kept, now. */
export function retentionCutoffs(ledger: Ledger, now: number, retentionDays: number, accessLogRetentionDays: number): RetentionCutoffs {
  const ofNetworks = new Map<string, number>()
  for (const [networkId, network] of ledger) {
    const retentionMs = retentionMsAt(network, now)
    if (retentionMs !== undefined) ofNetworks.set(networkId, now - retentionMs)
  }
  return { ofNetworks, ofOthers: now - retentionDays * dayMs, ofAccessLog: now - accessLogRetentionDays * dayMs }
}

/** The longest retention that any network has, had or will have: before it ClickHouse may not drop anything by itself. */
export function longestRetentionDays(ledger: Ledger, retentionDays: number): number {
  const ofNetworks = [...ledger.values()].flatMap(({ retentions }) => retentions.map(({ retentionMs }) => retentionMs / dayMs))
  return ofNetworks.reduce((longest, days) => Math.max(longest, days), retentionDays)
}
