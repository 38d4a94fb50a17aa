import { GrowingNetworkLedger } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import { type LedgerEntry, ledgerEntryOf, type SelectedLedgerRow, selectedLedgerColumns } from './ledger-entry.ts'

/** A read of one page that takes longer is aborted. */
const timeoutMs = 10_000

/** Other work gets its turn after each page. */
const defaultRowsPerPage = 10_000

export interface FoldedLedger {
  readonly ledger: Map<string, GrowingNetworkLedger>
  /** When the newest entry was stored, by the server's clock; 0 if there is none. */
  readonly newestInsertedAt: number
}

/**
 * Reads the ledger folded. Everything that was stored before the call counts. Of the erasures of a person only the latest is read; all other entries are
 * read page by page and not kept, so memory holds what they amount to.
 *
 * @param networkId the only network to read; all of them without it
 */
export async function readFoldedLedger(
  { ledgerQueries }: Pick<Store, 'ledgerQueries'>,
  networkId?: string,
  rowsPerPage = defaultRowsPerPage,
): Promise<FoldedLedger> {
  const which = networkId === undefined ? '1' : `network_id = ${sqlText(networkId)}`
  const select = <Row extends readonly unknown[]>(statement: string) =>
    ledgerQueries.selectRows<Row>(statement, { signal: AbortSignal.timeout(timeoutMs) })
  // Before all others: what is stored meanwhile is found by the next read, which looks back from here.
  const [newest] = await select<[insertedAt: number]>(`SELECT toUnixTimestamp64Milli(max(inserted_at)) FROM tracking_ledger WHERE ${which}`)
  const ledger = new Map<string, GrowingNetworkLedger>()
  const ledgerOf = (network: string) => {
    const known = ledger.get(network) ?? new GrowingNetworkLedger()
    ledger.set(network, known)
    return known
  }

  const erasures = pages(rowsPerPage, (last: ErasureRow | undefined) =>
    select<ErasureRow>(`
      SELECT network_id, user_id, toUnixTimestamp64Milli(max(at))
      FROM tracking_ledger
      WHERE ${which} AND change = 'erase' ${last === undefined ? '' : `AND ${after(['network_id', sqlText(last[0])], ['user_id', sqlText(last[1])])}`}
      GROUP BY network_id, user_id
      ORDER BY network_id, user_id
      LIMIT ${rowsPerPage}`),
  )
  for await (const [network, userId, at] of erasures) {
    ledgerOf(network).add({ networkId: network, change: 'erase', at, ...(userId === '' ? {} : { userId }) })
  }

  const others = pages(rowsPerPage, (last: SelectedLedgerRow | undefined) =>
    select<SelectedLedgerRow>(`
      SELECT ${selectedLedgerColumns}
      FROM tracking_ledger
      WHERE ${which} AND change != 'erase'
        ${last === undefined ? '' : `AND ${after(['network_id', sqlText(last[0])], ['at', sqlInstant(last[1])], ['change_id', sqlText(last[2])])}`}
      ORDER BY network_id, tracking_ledger.at, change_id
      LIMIT ${rowsPerPage}`),
  )
  // Of several switches, or retentions, of a network at one instant the last counts, so each waits for the next.
  const waiting = new Map<'switch' | 'retention', LedgerEntry>()
  const addWaiting = (kind: 'switch' | 'retention', next?: LedgerEntry) => {
    const entry = waiting.get(kind)
    if (entry !== undefined && (entry.networkId !== next?.networkId || entry.at !== next.at)) ledgerOf(entry.networkId).add(entry)
    if (next !== undefined) waiting.set(kind, next)
  }
  for await (const row of others) {
    const entry = ledgerEntryOf(row)
    addWaiting(entry.change === 'retention' ? 'retention' : 'switch', entry)
  }
  addWaiting('switch')
  addWaiting('retention')
  return { ledger, newestInsertedAt: newest?.[0] ?? 0 }
}

type ErasureRow = [networkId: string, userId: string, at: number]

/** The rows of all pages. Each page begins after the last row of the one before. */
async function* pages<Row>(rowsPerPage: number, read: (last: Row | undefined) => Promise<Row[]>): AsyncGenerator<Row> {
  for (let last: Row | undefined, isEnd = false; !isEnd; ) {
    const rows = await read(last)
    yield* rows
    last = rows.at(-1)
    isEnd = rows.length < rowsPerPage
  }
}

/** Column by column, because ClickHouse can then use the primary key; it cannot for a comparison of tuples. */
function after(...key: readonly (readonly [column: string, value: string])[]): string {
  const [first, ...others] = key
  if (first === undefined) return '0'
  const [column, value] = first
  return `(${column} > ${value} OR (${column} = ${value} AND ${after(...others)}))`
}
