import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepareDatabase, type Store } from '../src/index.ts'
import { onCluster } from '../src/schema/cluster-schema.ts'
import { setWriteThrough } from '../src/schema/set-write-through.ts'
import { openTemporaryStore } from './temporary-store.ts'

const durable = ['access_log', 'agreed_settings', 'session_spans', 'tracking_ledger', 'user_days']

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterAll(() => close())

const prepare = (writesThrough: boolean) => prepareDatabase(store, { service: 'test', settings: [], writesThrough, now: Date.now })

/** The tables whose inserts reach the disk before they are confirmed, the entry in their folder included. */
async function durableTables(): Promise<string[]> {
  const rows = await store.queries.selectRows<[string]>(`
      SELECT name FROM system.tables
      WHERE database = currentDatabase() AND create_table_query LIKE '%fsync_after_insert = 1%' AND create_table_query LIKE '%fsync_part_directory = 1%'
      ORDER BY name`)
  return rows.flat()
}

test('what is answered for, or committed past, is written through, also in a database from before', async () => {
  await prepare(true)
  expect(await durableTables()).toEqual(durable)
  await store.queries.execute('ALTER TABLE session_spans RESET SETTING fsync_part_directory')
  await prepare(true)
  expect(await durableTables()).toEqual(durable)
})

test('nobody has to, and may change their mind', async () => {
  await prepare(false)
  expect(await durableTables()).toEqual([])
  await prepare(true)
  expect(await durableTables()).toEqual(durable)
})

test('a start changes no table that is as it should be', async () => {
  await prepare(true)
  const asked: string[] = []
  const ledgerQueries = new Proxy(store.ledgerQueries, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      // This engine knows of no cluster, of which it would be the only node.
      if (name === 'selectRows')
        return (select: string, options: object) => target.selectRows(select.replace(/clusterAllReplicas\([^,]*, (system\.tables)\)/, '$1'), options)
      if (name !== 'execute') return typeof value === 'function' ? value.bind(target) : value
      return async (statement: string) => asked.push(statement)
    },
  })
  await setWriteThrough({ ...store, ledgerQueries }, true)
  expect(asked).toEqual([])
  await setWriteThrough({ ...store, ledgerQueries, cluster: 'activity' }, false)
  expect(asked).toContain("ALTER TABLE tracking_ledger ON CLUSTER 'activity' MODIFY SETTING fsync_after_insert = 0, fsync_part_directory = 0")
})

test('a table that says so itself does so once on a cluster', () => {
  const [statement] = onCluster(
    'CREATE TABLE IF NOT EXISTS t\n(\n)\nENGINE = MergeTree\nORDER BY a\nSETTINGS fsync_after_insert = 1, fsync_part_directory = 1',
    'c',
  )
  expect(statement?.match(/fsync_after_insert/g)).toHaveLength(1)
})
