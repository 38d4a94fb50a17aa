import { type NetworkLedger, trackingPeriodAt } from './ledger.ts'
import type { SessionPart } from './sessions-cut-at-midnight.ts'

/** Whether a heartbeat at `now` would make this session longer. */
export function isOngoing(part: SessionPart, network: NetworkLedger | undefined, now: number): boolean {
  const period = network && trackingPeriodAt(network, now)
  if (period === undefined || part.continuesOnNextDay) return false
  return part.endedAt >= period.startsAt && now - part.endedAt <= period.timeoutMs[part.device]
}
