import type { TrackingChange } from '@stitchlog/contracts'
import { growingNetworkLedger } from './growing-network-ledger.ts'
import type { Ledger } from './ledger.ts'

/**
 * Folds tracking changes in any order. If a network has several switches at one instant, the last one in `changes` counts. The same holds for
 * several retentions. Erasures always count. A switch that changes nothing is ignored.
 */
export function foldLedger(changes: Iterable<TrackingChange>): Ledger {
  const ofNetworks = Map.groupBy(changes, ({ networkId }) => networkId)
  return new Map([...ofNetworks].map(([networkId, ofNetwork]) => [networkId, growingNetworkLedger(ofNetwork)]))
}
