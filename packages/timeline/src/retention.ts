import { type Ledger, type NetworkLedger, retentionMsAt } from './ledger.ts'

/** Before which instant activity may not be kept any more. */
export interface RetentionCutoffs {
  readonly ofNetworks: ReadonlyMap<string, number>
  readonly ofOthers: number
  readonly ofAccessLog: number
}

const dayMs = 86_400_000

/**
 * How long activity of a network is kept that was received at an instant, in milliseconds.
 *
 * @param defaultRetentionMs of networks without a retention of their own
 */
export const retentionMsOf = (network: NetworkLedger | undefined, instant: number, defaultRetentionMs: number): number =>
  (network && retentionMsAt(network, instant)) ?? defaultRetentionMs

/** Before this instant (epoch milliseconds) nothing of the network may be shown. */
export const retentionCutoff = (ledger: Ledger, networkId: string, now: number, defaultRetentionDays: number): number =>
  now - retentionMsOf(ledger.get(networkId), now, defaultRetentionDays * dayMs)

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
