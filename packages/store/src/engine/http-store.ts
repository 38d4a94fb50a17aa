import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client'
import { withCaughtUpReads } from './caught-up-reads.ts'
import { type Connection, connectionOf, exactReads } from './connection.ts'
import { InsertQuorum } from './insert-quorum.ts'
import type { Store } from './store.ts'
import { withCode } from './with-code.ts'

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
  /** What reads of people's activity may cost. */
  readonly reads?: ReadLimits
}

interface ReadLimits {
  readonly timeoutSeconds: number
  /** Of one read. */
  readonly memoryBytes: number
  /** Further reads wait. */
  readonly atOnce: number
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
      clickhouse_settings: { ...exactReads, ...settings, log_queries: 0 },
      // Servers close idle connections after 10 s and sooner behind some proxies; a request on a closed one would fail.
      keep_alive: { enabled: true, idle_socket_ttl: 2500 },
      ...(server.caCertificates === undefined ? {} : { tls: { ca_cert: server.caCertificates } }),
    })
  const isCluster = server.cluster !== undefined
  const connect = (maxConnections: number, settings: ClickHouseSettings = {}, timeoutMs = requestTimeoutMs): Connection =>
    isCluster
      ? withCaughtUpReads(connectionOf(client({ ...clusterReadSettings, ...settings }, maxConnections, timeoutMs)))
      : connectionOf(client(settings, maxConnections, timeoutMs))
  const readSettings = server.reads === undefined ? {} : settingsFor(server.reads)
  const inserts = client({ ...insertSettings, ...(isCluster ? { distributed_foreground_insert: 1 as const } : {}) }, 4)
  const queries = connect(server.reads?.atOnce ?? 10, readSettings)
  const longQueries = connect(4, readSettings)
  const ledgerQueries = connect(4)
  const quorum = server.cluster === undefined ? undefined : new InsertQuorum(ledgerQueries, server.cluster)
  const jobSettings = isCluster ? clusterJobSettings : {}
  const jobQueries = connect(2, jobSettings, jobTimeoutMs)
  const removalQueries = connect(1, jobSettings, jobTimeoutMs)
  return {
    queries,
    longQueries,
    ledgerQueries,
    jobQueries,
    removalQueries,
    ...(server.cluster === undefined ? {} : { cluster: server.cluster }),
    async insertRows(table, columns, rows) {
      if (rows.length === 0) return
      const [first, ...others] = columns
      if (first === undefined) throw new Error('rows without columns')
      const settings = quorum === undefined ? {} : { clickhouse_settings: await quorum.settingsFor(table) }
      const values = Readable.from([rows], { objectMode: false })
      try {
        await inserts.insert({ table, columns: [first, ...others], values, format: 'TabSeparated', ...settings })
      } catch (error) {
        throw withCode(error)
      }
    },
    async close() {
      await Promise.all([inserts, queries, longQueries, ledgerQueries, jobQueries, removalQueries].map((connection) => connection.close()))
    },
  }
}

/**
 * Wait for the insert itself; take rows of any number of months; end on the server within 5 minutes, which is what the rollup's look back
 * counts on; write through to the disk.
 */
const insertSettings: ClickHouseSettings = { async_insert: 0, max_partitions_per_insert_block: '0', max_execution_time: 300, wait_end_of_query: 1 }

/** The server ends a read that takes too long or too much memory, or that nobody waits for any more. */
const settingsFor = ({ timeoutSeconds, memoryBytes }: ReadLimits): ClickHouseSettings => ({
  max_execution_time: timeoutSeconds,
  max_memory_usage: String(memoryBytes),
  cancel_http_readonly_queries_on_client_close: 1,
})

/** A node that has not got yet all that was confirmed, such as an erasure, refuses to read; another one is asked then. */
const clusterReadSettings: ClickHouseSettings = { select_sequential_consistency: '1' }

/**
 * Which dates were touched is found on all shards; what is read of all shards is stored by the node that was asked, since by default each shard would run
 * the statement in its own default database; and a statement on all nodes may take as long as a job.
 */
const clusterJobSettings: ClickHouseSettings = {
  ...clusterReadSettings,
  distributed_product_mode: 'global',
  parallel_distributed_insert_select: '0',
  distributed_foreground_insert: 1,
  distributed_ddl_task_timeout: String(jobTimeoutMs / 1000),
}
