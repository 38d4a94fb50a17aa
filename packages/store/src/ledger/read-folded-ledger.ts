import { devices, type TrackingChange } from '@stitchlog/contracts'
import { GrowingNetworkLedger } from '@stitchlog/timeline'
import type { Store } from '../engine/store.ts'
import { sqlInstant } from '../sql/sql-instant.ts'
import { sqlText } from '../sql/sql-text.ts'
import { readCheckpointLedgers, readLedgerCheckpoints } from './ledger-checkpoints.ts'

/** A read of one page that takes longer is aborted. */
const timeoutMs = 10_000

/** Other work gets its turn after each page. */
const defaultRowsPerPage = 20_000

export interface FoldedLedger {
  readonly ledger: Map<string, GrowingNetworkLedger>
  /** When the newest entry was stored, by the server's clock; 0 if there is none. */
  readonly newestInsertedAt: number
}

export interface FoldedLedgerAsked {
  /** The only network to read; all of them without it. */
  readonly networkId?: string
  /** Epoch milliseconds, by the server's clock: only what was inserted by then. */
  readonly insertedUntil?: number
  /** Of all networks: to begin with the checkpoints that the ledger still agrees with. */
  readonly fromCheckpoints?: boolean
  readonly rowsPerPage?: number
}

/**
 * Reads the ledger folded. Everything that was stored before the call counts. Of the erasures of a person only the latest is read; all other entries are
 * read page by page and not kept, so memory holds what they amount to. What a checkpoint has is not read at all.
 */
export async function readFoldedLedger(
  { ledgerQueries }: Pick<Store, 'ledgerQueries'>,
  { networkId, insertedUntil, fromCheckpoints = false, rowsPerPage = defaultRowsPerPage }: FoldedLedgerAsked = {},
): Promise<FoldedLedger> {
  const inserted = insertedUntil === undefined ? '1' : `inserted_at <= ${sqlInstant(insertedUntil)}`
  const which = networkId === undefined ? inserted : `network_id = ${sqlText(networkId)} AND ${inserted}`
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

  /** By network: what was inserted until then is in `ledger` already. */
  const covered = new Map<string, number>()
  if (fromCheckpoints) {
    const connection = { selectRows: select }
    try {
      for await (const { checkpoint, ledger: network } of readCheckpointLedgers(connection, await readLedgerCheckpoints(connection))) {
        ledger.set(checkpoint.networkId, network)
        covered.set(checkpoint.networkId, checkpoint.coversUntil)
      }
    } catch {
      // They only save time. What they do not give is read from the ledger, whose reads fail where the database does.
    }
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
  for await (const rows of erasures) {
    for (const [network, userId, at] of rows) ledgerOf(network).add({ networkId: network, change: 'erase', at, ...(userId === '' ? {} : { userId }) })
  }

  const others = pages(rowsPerPage, (last: OtherRow | undefined) =>
    select<OtherRow>(`
      SELECT network_id, toUnixTimestamp64Milli(at), change_id, change, toUnixTimestamp64Milli(inserted_at), retention_days, ${devices.map((device) => `${device}_timeout_seconds`).join(', ')}
      FROM tracking_ledger
      WHERE ${which} AND change != 'erase' AND ${uncovered(covered)}
        ${last === undefined ? '' : `AND ${after(['network_id', sqlText(last[0])], ['at', sqlInstant(last[1])], ['change_id', sqlText(last[2])])}`}
      ORDER BY network_id, tracking_ledger.at, change_id
      LIMIT ${rowsPerPage}`),
  )
  // Of several switches, or retentions, of a network at one instant the last counts, so each waits for the next.
  const late = new Set<string>()
  const waiting = new Map<'switch' | 'retention', TrackingChange>()
  const addWaiting = (kind: 'switch' | 'retention', next?: TrackingChange) => {
    const change = waiting.get(kind)
    if (change !== undefined && (change.networkId !== next?.networkId || change.at !== next.at)) {
      // It does not come after what the checkpoint has.
      if (!ledgerOf(change.networkId).add(change)) late.add(change.networkId)
    }
    if (next !== undefined) waiting.set(kind, next)
  }
  for await (const rows of others) {
    for (const row of rows) {
      const [network, , , change, insertedAt] = row
      if (insertedAt > (covered.get(network) ?? Number.NEGATIVE_INFINITY)) addWaiting(change === 'retention' ? 'retention' : 'switch', changeOf(row))
    }
  }
  addWaiting('switch')
  addWaiting('retention')
  for (const network of late) {
    const { ledger: read } = await readFoldedLedger({ ledgerQueries }, { networkId: network, rowsPerPage })
    for (const [id, whole] of read) ledger.set(id, whole)
  }
  return { ledger, newestInsertedAt: newest?.[0] ?? 0 }
}

type ErasureRow = [networkId: string, userId: string, at: number]

/** Only what the fold needs: checking each entry by its schema took most of the time of a start. */
type OtherRow = [
  networkId: string,
  at: number,
  changeId: string,
  change: Exclude<TrackingChange['change'], 'erase'>,
  insertedAt: number,
  days: number | null,
  ...timeouts: (number | null)[],
]

function changeOf([networkId, at, , change, , days, ...timeouts]: OtherRow): TrackingChange {
  switch (change) {
    case 'on': {
      const named = devices.flatMap((device, nth) => (typeof timeouts[nth] === 'number' ? [[device, timeouts[nth]] as const] : []))
      return { networkId, at, change, inactivityTimeoutSeconds: Object.fromEntries(named) }
    }
    case 'off':
      return { networkId, at, change }
    case 'retention':
      if (days === null) throw new Error('the ledger has a retention without days')
      return { networkId, at, change, days }
    default:
      return change satisfies never
  }
}

/** What checkpoints do not have. */
function uncovered(covered: ReadonlyMap<string, number>): string {
  if (covered.size === 0) return '1'
  const networks = [...covered.keys()].map(sqlText).join(', ')
  const since = [...covered.values()].reduce((earliest, until) => Math.min(earliest, until), Number.POSITIVE_INFINITY)
  return `(network_id NOT IN (${networks}) OR inserted_at > ${sqlInstant(since)})`
}

/** Each page begins after the last row of the one before. */
async function* pages<Row>(rowsPerPage: number, read: (last: Row | undefined) => Promise<Row[]>): AsyncGenerator<Row[]> {
  for (let last: Row | undefined, isEnd = false; !isEnd; ) {
    const rows = await read(last)
    yield rows
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
