import { type Ledger, type NetworkLedger, retentionMsAt } from './ledger.ts'

/** The instants before which activity may no longer be kept. */
export interface RetentionCutoffs {
  readonly ofNetworks: ReadonlyMap<string, number>
  readonly ofOthers: number
  readonly ofAccessLog: number
}

const dayMs = 86_400_000

/**
 * How long a network's activity that was received at an instant is kept, in milliseconds.
 *
 * @param defaultRetentionMs the retention of networks without their own
 */
export const retentionMsOf = (network: NetworkLedger | undefined, instant: number, defaultRetentionMs: number): number =>
  (network && retentionMsAt(network, instant)) ?? defaultRetentionMs

/** The instant (epoch milliseconds) before which nothing of the network may be shown. */
export const retentionCutoff = (ledger: Ledger, networkId: string, now: number, defaultRetentionDays: number): number =>
  now - retentionMsOf(ledger.get(networkId), now, defaultRetentionDays * dayMs)

/** The instants before which nothing may be kept now. */
export function retentionCutoffs(ledger: Ledger, now: number, retentionDays: number, accessLogRetentionDays: number): RetentionCutoffs {
  const ofNetworks = new Map<string, number>()
  for (const [networkId, network] of ledger) {
    const retentionMs = retentionMsAt(network, now)
    if (retentionMs !== undefined) ofNetworks.set(networkId, now - retentionMs)
  }
  return { ofNetworks, ofOthers: now - retentionDays * dayMs, ofAccessLog: now - accessLogRetentionDays * dayMs }
}

/** The longest retention that any network has or will have. ClickHouse may drop older rows by itself. */
export function longestRetentionDays(ledger: Ledger, now: number, retentionDays: number): number {
  const inForce = [...ledger.values()].flatMap((network) => [
    retentionMsAt(network, now) ?? 0,
    ...network.retentions.filter(({ startsAt }) => startsAt > now).map(({ retentionMs }) => retentionMs),
  ])
  return inForce.reduce((longest, retentionMs) => Math.max(longest, retentionMs / dayMs), retentionDays)
}
