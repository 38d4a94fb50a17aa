import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client'
import { connectionOf } from './connection.ts'
import type { Store } from './store.ts'

/** Where a ClickHouse server is, and how to get in. */
export interface ClickHouseServer {
  readonly url: string
  readonly user: string
  readonly password: string
  readonly database: string
  /** Certificates (PEM) to trust instead of the known authorities. */
  readonly caCertificates?: Buffer
  /** The cluster's name, where the server is part of one. */
  readonly cluster?: string
}

/** Beyond it an answer is not waited for. An insert may take place all the same, which does no harm. */
const requestTimeoutMs = 30_000

/** A rollup of a month, or a sweep, is one statement. */
const jobTimeoutMs = 1_800_000

/** Opens a connection pool to a ClickHouse server. Contacts nothing yet: `migrate` does. */
export function openHttpStore(server: ClickHouseServer): Store {
  const client = (settings: ClickHouseSettings, maxConnections: number, timeoutMs = requestTimeoutMs): ClickHouseClient =>
    createClient({
      url: server.url,
      username: server.user,
      password: server.password,
      database: server.database,
      application: 'stitchlog',
      request_timeout: timeoutMs,
      max_open_connections: maxConnections,
      // Its messages quote statements, and these name people. Whoever asked is told of failures anyway.
      log: { level: ClickHouseLogLevel.OFF },
      // Nor is the server's query log to keep them.
      clickhouse_settings: { ...settings, log_queries: 0 },
      // Servers close idle connections after 10 s and sooner behind some proxies; a request on a closed one would fail.
      keep_alive: { enabled: true, idle_socket_ttl: 2500 },
      ...(server.caCertificates === undefined ? {} : { tls: { ca_cert: server.caCertificates } }),
    })
  const isCluster = server.cluster !== undefined
  const inserts = client({ ...insertSettings, ...(isCluster ? clusterInsertSettings : {}) }, 4)
  const queries = connectionOf(client({}, 10))
  const longQueries = connectionOf(client({}, 4))
  const ledgerQueries = connectionOf(client(isCluster ? clusterLedgerSettings : {}, 4))
  const jobQueries = connectionOf(client(isCluster ? clusterJobSettings : {}, 2, jobTimeoutMs))
  return {
    queries,
    longQueries,
    ledgerQueries,
    jobQueries,
    ...(server.cluster === undefined ? {} : { cluster: server.cluster }),
    async insertRows(table, columns, rows) {
      if (rows.length === 0) return
      const [first, ...others] = columns
      if (first === undefined) throw new Error('rows without columns')
      await inserts.insert({ table, columns: [first, ...others], values: Readable.from([rows], { objectMode: false }), format: 'TabSeparated' })
    },
    async close() {
      await Promise.all([inserts, queries, longQueries, ledgerQueries, jobQueries].map((connection) => connection.close()))
    },
  }
}

/**
 * Wait for the insert itself; take rows of any number of months; end on the server within 5 minutes, which is what the rollup's look back
 * counts on; write through to the disk.
 */
const insertSettings: ClickHouseSettings = { async_insert: 0, max_partitions_per_insert_block: '0', max_execution_time: 300, wait_end_of_query: 1 }

/** More than half of the replicas have it before it is confirmed, and the ledger's inserts come one after the other. */
const clusterInsertSettings: ClickHouseSettings = { insert_quorum: 'auto', insert_quorum_parallel: 0, distributed_foreground_insert: 1 }

const clusterLedgerSettings: ClickHouseSettings = { select_sequential_consistency: '1' }

/** Which dates were touched is found on all shards, and what is done is stored. */
const clusterJobSettings: ClickHouseSettings = { distributed_product_mode: 'global', distributed_foreground_insert: 1 }
