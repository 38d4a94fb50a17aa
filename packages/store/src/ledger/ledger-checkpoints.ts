import { devices } from '@stitchlog/contracts'
import type { Connection } from '../engine/connection.ts'
import { sqlText } from '../sql/sql-text.ts'
import { ledgerOfCheckpoint } from './checkpoint-state.ts'

/** How much of the states is read at once, in bytes: other work gets its turn after each page. */
const pageBytes = 1_000_000

const latest = '(SELECT * FROM ledger_checkpoints ORDER BY written_at DESC LIMIT 1 BY network_id)'

/** Of all that decides how an entry is folded. The order of entries is theirs to say, so their hashes need none. */
const entryHash = `sipHash64(concat(toString(toUnixTimestamp64Milli(entry.at)), ' ', entry.change_id, ' ', toString(entry.change), ${[
  'retention_days',
  ...devices.map((device) => `${device}_timeout_seconds`),
]
  .map((column) => `' ', ifNull(toString(entry.${column}), '-')`)
  .join(', ')}))`

/**
 * The number and the digest of the entries of each network, those that were stored twice counted once.
 *
 * @param source FROM and WHERE: `tracking_ledger AS entry …`
 */
export const ledgerDigests = (source: string) => `
  SELECT network_id, count() AS entries, groupBitXor(hash) AS digest
  FROM (SELECT DISTINCT entry.network_id AS network_id, entry.change_id AS change_id, ${entryHash} AS hash FROM ${source})
  GROUP BY network_id`

/** A checkpoint that the ledger still agrees with. */
export interface LedgerCheckpoint {
  readonly networkId: string
  /** Epoch milliseconds, by the server's clock: entries that were inserted later are not in it. */
  readonly coversUntil: number
  readonly entries: number
  /** The length of its state, in bytes. */
  readonly bytes: number
}

/** Lists the checkpoints whose networks still have exactly the entries in their ledger that they were made of. */
export async function readLedgerCheckpoints({ selectRows }: Pick<Connection, 'selectRows'>): Promise<LedgerCheckpoint[]> {
  const rows = await selectRows<[networkId: string, coversUntil: number, entries: number, bytes: number]>(`
    SELECT known.network_id, toUnixTimestamp64Milli(known.covers_until), known.entries, length(known.state)
    FROM ${latest} AS known
    INNER JOIN (${ledgerDigests(`
      tracking_ledger AS entry
      INNER JOIN (SELECT network_id, covers_until FROM ${latest}) AS covered ON entry.network_id = covered.network_id
      WHERE entry.change != 'erase' AND entry.inserted_at <= covered.covers_until`)}) AS found
      ON known.network_id = found.network_id
    WHERE known.entries = found.entries AND known.digest = found.digest
    ORDER BY known.network_id`)
  return rows.map(([networkId, coversUntil, entries, bytes]) => ({ networkId, coversUntil, entries, bytes }))
}

/** Reads what some checkpoints amount to, page by page. Those of another format are left out. */
export async function* readCheckpointLedgers({ selectRows }: Pick<Connection, 'selectRows'>, checkpoints: readonly LedgerCheckpoint[]) {
  for (let first = 0; first < checkpoints.length; ) {
    let [bytes, count] = [0, 0]
    while (first + count < checkpoints.length && bytes < pageBytes) bytes += checkpoints[first + count++]?.bytes ?? 0
    const page = new Map(checkpoints.slice(first, first + count).map((checkpoint) => [checkpoint.networkId, checkpoint]))
    const rows = await selectRows<[networkId: string, coversUntil: number, state: string]>(`
      SELECT network_id, toUnixTimestamp64Milli(covers_until), state
      FROM ${latest}
      WHERE network_id IN (${[...page.keys()].map(sqlText).join(', ')})`)
    for (const [networkId, coversUntil, state] of rows) {
      const checkpoint = page.get(networkId)
      const ledger = ledgerOfCheckpoint(networkId, state)
      // Another process may have made it anew meanwhile: then it is one that was not checked.
      if (checkpoint?.coversUntil === coversUntil && ledger !== undefined) yield { checkpoint, ledger }
    }
    first += count
  }
}
