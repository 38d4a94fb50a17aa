import { defaultInactivityTimeoutSeconds, type TrackingState } from '@stitchlog/contracts'
import type { LedgerEntry } from '@stitchlog/store'
import { formatUtc, trackingStateOf } from '@stitchlog/timeline'

/** A network's state as the API tells it; `changes` are the network's whole ledger, in the order in which it counts. */
export function trackingAnswer(networkId: string, changes: readonly LedgerEntry[], now: number, defaultRetentionDays: number): TrackingState {
  const { enabled, since, timeoutMs, retentionDays = defaultRetentionDays } = trackingStateOf(changes, now)
  return {
    networkId,
    enabled,
    since: since === null ? null : formatUtc(since),
    inactivityTimeoutSeconds: { mobile: timeoutMs.mobile / 1000, web: timeoutMs.web / 1000 },
    retentionDays,
    changes: changes.flatMap((entry) => (entry.change === 'on' || entry.change === 'off' ? [switchOf(entry)] : [])),
  }
}

function switchOf(entry: LedgerEntry & { change: 'on' | 'off' }): TrackingState['changes'][number] {
  const common = { change: entry.change, at: formatUtc(entry.at), by: entry.changedBy ?? null }
  if (entry.change === 'off') return common
  const { mobile, web } = { ...defaultInactivityTimeoutSeconds, ...entry.inactivityTimeoutSeconds }
  return { ...common, inactivityTimeoutSeconds: { mobile, web } }
}
