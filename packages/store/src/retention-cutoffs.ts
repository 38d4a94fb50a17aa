import { type Ledger, retentionMsAt } from '@stitchlog/timeline'

/** Before which instant activity may not be kept any more. */
export interface RetentionCutoffs {
  readonly ofNetworks: ReadonlyMap<string, number>
  readonly ofOthers: number
  readonly ofAccessLog: number
}

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
