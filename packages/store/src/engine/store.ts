import type { Connection } from './connection.ts'

/**
 * The open database: what every operation of this package takes first. Inserts, the ledger and reads of activity have connections of their
 * own, since an embedded engine runs one statement at a time on each: a long read holds up neither an insert nor a switch.
 */
export interface Store {
  readonly queries: Connection
  /** For reads of activity that take many queries: what somebody waits for does not wait behind them. */
  readonly longQueries: Connection
  /** For what must not wait behind a read of activity. */
  readonly ledgerQueries: Connection
  /** For rollups and sweeps, which take seconds and for which nobody waits. */
  readonly jobQueries: Connection
  readonly insertRows: InsertRows
  /** The cluster that the tables are spread over, where there is one. */
  readonly cluster?: string
  close(): Promise<void>
}

/**
 * The one way for bulk rows: resolves when they are stored, all those of one partition or none.
 *
 * @param rows tab-separated values in the order of `columns`, a line each
 */
export type InsertRows = (table: string, columns: readonly string[], rows: Buffer) => Promise<void>

/** The same store for a read that takes many queries: what somebody waits for does not wait behind it. */
export const forLongReads = (store: Store): Store => ({ ...store, queries: store.longQueries })
