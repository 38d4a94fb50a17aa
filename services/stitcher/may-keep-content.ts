import { erasedUntil, type Ledger, trackingPeriodAt } from '@stitchlog/timeline'
import type { RejectedContent } from './decode.ts'

/**
 * Whether an undecodable record may be kept as a dead letter: not if its network is readable and was off at receipt, and not if its user
 * was erased then or later.
 */
export function mayKeepContent({ networkId, userId, receivedAt }: RejectedContent, ledger: Ledger): boolean {
  if (networkId === undefined) return true
  const network = ledger.get(networkId)
  if (network === undefined || trackingPeriodAt(network, receivedAt) === undefined) return false
  return erasedUntil(network, userId ?? '') < receivedAt
}
