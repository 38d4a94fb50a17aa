import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { instantField, textField } from '../sql/tab-separated.ts'
import { checkpointState } from './checkpoint-state.ts'
import { ledgerDigests, readLedgerCheckpoints } from './ledger-checkpoints.ts'
import { readFoldedLedger } from './read-folded-ledger.ts'

/** A shorter ledger is read as fast as its checkpoint. And a checkpoint is made anew when so many entries have come. */
const leastEntries = 50

/** No insert takes longer, so what was inserted before is all there. */
const lookBackMs = 15 * 60_000

const columns = ['network_id', 'covers_until', 'entries', 'digest', 'state']

/**
 * Makes a checkpoint of each network whose ledger has become longer, or is not the one any more that its checkpoint was made of.
 *
 * @returns how many were made
 */
export async function writeLedgerCheckpoints(store: Pick<Store, 'ledgerQueries' | 'insertRows'>): Promise<number> {
  const { ledgerQueries } = store
  const [newest] = await ledgerQueries.selectRows<[insertedAt: number]>('SELECT toUnixTimestamp64Milli(max(inserted_at)) FROM tracking_ledger')
  const coversUntil = (newest?.[0] ?? 0) - lookBackMs
  if (coversUntil <= 0) return 0
  const known = new Map((await readLedgerCheckpoints(ledgerQueries)).map(({ networkId, entries }) => [networkId, entries]))
  // The digests before the entries: if one more comes in between, the ledger will differ from its digest, and be read itself.
  const found = await ledgerQueries.selectRows<[networkId: string, entries: number, digest: string]>(`
    SELECT network_id, entries, toString(digest)
    FROM (${ledgerDigests(`tracking_ledger AS entry WHERE entry.change != 'erase' AND entry.inserted_at <= ${sqlInstant(coversUntil)}`)})
    WHERE entries >= ${leastEntries}`)
  const due = found.filter(([networkId, entries]) => entries - (known.get(networkId) ?? 0) >= leastEntries)
  for (const [networkId, entries, digest] of due) {
    const { ledger } = await readFoldedLedger(store, { networkId, insertedUntil: coversUntil })
    const network = ledger.get(networkId)
    if (network === undefined) continue
    const fields = [textField(networkId), instantField(coversUntil), entries, digest, textField(checkpointState(network))]
    await store.insertRows('ledger_checkpoints', columns, Buffer.from(`${fields.join('\t')}\n`))
  }
  return due.length
}
