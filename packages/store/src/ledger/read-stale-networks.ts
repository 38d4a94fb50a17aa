import type { Store } from '../engine/store.ts'
import type { KnownChanges } from './known-changes.ts'
import { readFoldedLedger } from './read-folded-ledger.ts'

/** Reads each network anew whose ledger may lack an entry. */
export async function readStaleNetworks(store: Pick<Store, 'ledgerQueries'>, known: KnownChanges): Promise<void> {
  for (const networkId of known.stale) await known.replace(networkId, async () => (await readFoldedLedger(store, { networkId })).ledger)
}
