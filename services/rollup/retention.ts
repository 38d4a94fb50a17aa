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

/** The longest retention that any network has or will have: what lies further back ClickHouse may drop by itself. */
export function longestRetentionDays(ledger: Ledger, now: number, retentionDays: number): number {
  const inForce = [...ledger.values()].flatMap((network) => [
    retentionMsAt(network, now) ?? 0,
    ...network.retentions.filter(({ startsAt }) => startsAt > now).map(({ retentionMs }) => retentionMs),
  ])
  return inForce.reduce((longest, retentionMs) => Math.max(longest, retentionMs / dayMs), retentionDays)
}
