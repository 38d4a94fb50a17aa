import { mkdir } from 'node:fs/promises'
import { type ClickHouseClientConfigOptions, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { drainPending, Session } from 'chdb'
import { type ChdbConnection, createChdbConnection } from 'chdb/connection'
import { connectionOf, exactReads } from './connection.ts'
import { mendFolder } from './mend-folder.ts'
import { OneAtATime, oneAtATime } from './one-at-a-time.ts'
import { shieldStandardInput } from './shield-standard-input.ts'
import type { Store } from './store.ts'

export { keepDefinitions } from './mend-folder.ts'

/**
 * Opens ClickHouse inside this process, which loses its standard input. A folder can be open in only one process at a time, and a process can have
 * only one folder open at a time.
 *
 * @param folder absolute path; created if missing
 */
export async function openEmbeddedStore(folder: string): Promise<Store> {
  shieldStandardInput()
  await mkdir(folder, { recursive: true })
  await mendFolder(folder)
  // The first connection to a folder says how the engine is configured. Whoever can make statements may read and write every file anyway.
  const engine = new Session(folder, { connectionArgs: ['--backups.allowed_path=/'] })
  const inserts = { turns: new OneAtATime(), connection: createChdbConnection({ path: folder }) }
  const ledgerInserts = { turns: new OneAtATime(), connection: createChdbConnection({ path: folder }) }
  const connect = async () => {
    const connection = connectionOf(
      createClient({
        connection: asClientConnection(createChdbConnection({ path: folder })),
        // Its messages quote statements, and these contain ids of users.
        log: { level: ClickHouseLogLevel.OFF },
      }),
    )
    // A connection keeps its settings.
    await connection.execute(`SET ${Object.entries(exactReads).map(([name, value]) => `${name} = ${value}`)}`)
    return oneAtATime(connection)
  }
  const queries = await connect()
  const longQueries = await connect()
  const ledgerQueries = await connect()
  const jobQueries = await connect()
  const removalQueries = await connect()
  return {
    queries,
    longQueries,
    ledgerQueries,
    jobQueries,
    removalQueries,
    async insertRows(table, columns, rows) {
      if (rows.length === 0) return
      // Text, because chDB accepts no binary format from a buffer.
      const { turns, connection } = table === 'tracking_ledger' ? ledgerInserts : inserts
      await turns.take(() => connection.chdb.rawInsert({ table, columns, values: rows, format: 'TabSeparated', settings: insertSettings }))
    },
    async close() {
      await Promise.all([queries, longQueries, ledgerQueries, jobQueries, removalQueries].map((connection) => connection.close()))
      for (const { turns, connection } of [inserts, ledgerInserts]) {
        await turns.ended()
        await connection.close()
      }
      engine.close()
      // An abandoned query still runs, and writes to the folder, after its connection is closed.
      await drainPending()
    },
  }
}

/** Wait for the insert itself, and allow rows of any number of months (a replay of twenty years writes 244 partitions). */
const insertSettings = { async_insert: 0, max_partitions_per_insert_block: 0 }

/** chDB types its connection with `client-common`. Since 1.23 the client has its own copy of those types: equal in content, but not identical. */
function asClientConnection(connection: ChdbConnection): ClientConnection {
  return connection as unknown as ClientConnection
}

type ClientConnection = NonNullable<ClickHouseClientConfigOptions['connection']>
