import { type Ledger, retentionMsAt } from '@stitchlog/timeline'

const dayMs = 86_400_000

/** The longest retention that any network has or will have: what lies further back ClickHouse may drop by itself. */
export function longestRetentionDays(ledger: Ledger, now: number, retentionDays: number): number {
  const inForce = [...ledger.values()].flatMap((network) => [
    retentionMsAt(network, now) ?? 0,
    ...network.retentions.filter(({ startsAt }) => startsAt > now).map(({ retentionMs }) => retentionMs),
  ])
  return inForce.reduce((longest, retentionMs) => Math.max(longest, retentionMs / dayMs), retentionDays)
}
