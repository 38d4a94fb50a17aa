import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import { type SelectedLedgerRow, selectedLedgerColumns } from './ledger-entry.ts'

/** Other work gets its turn after each page. */
const defaultRowsPerPage = 20_000

/**
 * Reads every entry of the ledger, page by page, by network, instant and change id; one that was stored twice may come twice. `ledgerEntryOf` makes
 * entries of the rows.
 */
export async function* readLedgerPages(
  { ledgerQueries }: Pick<Store, 'ledgerQueries'>,
  rowsPerPage: number = defaultRowsPerPage,
): AsyncGenerator<readonly SelectedLedgerRow[]> {
  for (let last: SelectedLedgerRow | undefined, isEnd = false; !isEnd; ) {
    const rows: SelectedLedgerRow[] = await ledgerQueries.selectRows<SelectedLedgerRow>(`
      SELECT ${selectedLedgerColumns}
      FROM tracking_ledger
      ${last === undefined ? '' : `WHERE ${after(last)}`}
      ORDER BY network_id, tracking_ledger.at, change_id
      LIMIT ${rowsPerPage}`)
    yield rows
    last = rows.at(-1)
    isEnd = rows.length < rowsPerPage
  }
}

/** Column by column, because ClickHouse can then use the primary key. */
function after([networkId, at, changeId]: SelectedLedgerRow): string {
  const [network, instant, id] = [sqlText(networkId), sqlInstant(at), sqlText(changeId)]
  const later = `(tracking_ledger.at > ${instant} OR (tracking_ledger.at = ${instant} AND change_id > ${id}))`
  return `(network_id > ${network} OR (network_id = ${network} AND ${later}))`
}
