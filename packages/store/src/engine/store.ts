import type { Connection } from './connection.ts'

/**
 * The open database: the first parameter of every operation of this package. Inserts, the ledger and reads of activity have separate connections,
 * because an embedded engine runs one statement at a time on each. So a long read delays neither an insert nor a tracking change.
 */
export interface Store {
  readonly queries: Connection
  /** For reads of activity with many queries, so that interactive reads do not wait behind them. */
  readonly longQueries: Connection
  /** For statements that must not wait behind a read of activity. */
  readonly ledgerQueries: Connection
  /** For rollups and sweeps, which take seconds and which nobody waits for. */
  readonly jobQueries: Connection
  /** For the deletions that follow erasures. They rewrite parts, and nobody waits for them either. */
  readonly removalQueries: Connection
  readonly insertRows: InsertRows
  /** The cluster that holds the tables, if there is one. */
  readonly cluster?: string
  close(): Promise<void>
}

/**
 * Inserts rows in bulk. Resolves when they are stored. The rows of one partition are stored all or none.
 *
 * @param rows tab-separated values in the order of `columns`, one line per row
 */
export type InsertRows = (table: string, columns: readonly string[], rows: Buffer) => Promise<void>

/** The same store for a read with many queries, so that interactive reads do not wait behind it. */
export const forLongReads = (store: Store): Store => ({ ...store, queries: store.longQueries })
