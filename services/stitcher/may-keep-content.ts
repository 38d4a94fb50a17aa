import { erasedUntil, type Ledger, trackingPeriodAt } from '@stitchlog/timeline'
import type { RejectedContent } from './decode.ts'

/**
 * Whether a record that is no event may be kept as a dead letter: not where its network can be read and was off when it was received, nor
 * where its user was erased then or later.
 */
export function mayKeepContent({ networkId, userId, receivedAt }: RejectedContent, ledger: Ledger): boolean {
  if (networkId === undefined) return true
  const network = ledger.get(networkId)
  if (network === undefined || trackingPeriodAt(network, receivedAt) === undefined) return false
  return erasedUntil(network, userId ?? '') < receivedAt
}
