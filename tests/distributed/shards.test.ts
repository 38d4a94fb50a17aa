import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  appendTrackingChanges,
  LedgerExport,
  lostTables,
  migrate,
  openHttpStore,
  prepareDatabase,
  readSchemaState,
  readServerState,
  refuseLostDatabase,
  type Store,
} from '@stitchlog/store'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { expectToGrow, expectToGrowAgain } from '../../packages/store/tests/growing-schema.ts'
import { ClusterHistories } from './cluster-histories.ts'

const server = inject('clickHouseCluster')

describe.runIf(server !== undefined)('a cluster of ClickHouse nodes', () => {
  const ended: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const end of ended) await end()
  })

  /** A database without tables. */
  async function createDatabase(): Promise<Store> {
    if (server === undefined) throw new Error('there is no cluster')
    const database = `test_${randomUUID().replaceAll('-', '_')}`
    const nodes = openHttpStore({ ...server, database: 'default' })
    await nodes.jobQueries.execute(`CREATE DATABASE ${database} ON CLUSTER '${server.cluster}' ENGINE = Atomic`)
    const store = openHttpStore({ ...server, database })
    ended.push(async () => {
      await store.close()
      await nodes.jobQueries.execute(`DROP DATABASE ${database} ON CLUSTER '${server.cluster}'`)
      await nodes.close()
    })
    return store
  }

  test('its nodes have the same ledger, as each of them says', async () => {
    const store = await createDatabase()
    await migrate(store)
    await appendTrackingChanges(store, [
      { networkId: 'acme', change: 'on', at: 1000, changeId: 'a', inactivityTimeoutSeconds: {} },
      { networkId: 'acme', change: 'off', at: 2000, changeId: 'b' },
    ])
    const { ledgers, disks, sickReplicas } = await readServerState(store)
    expect(ledgers.map(({ changes }) => changes)).toEqual([2, 2, 2])
    expect(new Set(ledgers.map(({ checksum }) => checksum)).size).toBe(1)
    expect([disks.length > 0, sickReplicas]).toEqual([true, []])
  })

  test('its schema grows, with data in it, by two at once, and again where that was not noted', async () => {
    const store = await createDatabase()
    await expectToGrow(store)
    await expectToGrowAgain(store)
    const columns = await store.queries.selectRows(
      `SELECT table, type FROM clusterAllReplicas('${store.cluster}', system.columns) WHERE database = currentDatabase() AND table LIKE 'session_spans%' AND name = 'app_version'`,
    )
    expect(columns.sort()).toEqual([...Array(3).fill(['session_spans', 'String']), ...Array(3).fill(['session_spans_local', 'String'])])
  })

  test('a node that has no tables yet is no loss, whichever node answers, and has them after the next start', { timeout: 60_000 }, async () => {
    const store = await createDatabase()
    const own = { service: 'ingest', settings: [], writesThrough: true, now: Date.now }
    const folder = mkdtempSync(join(tmpdir(), 'stitchlog-ledger-'))
    ended.push(async () => rmSync(folder, { recursive: true }))
    await prepareDatabase(store, own)
    await appendTrackingChanges(store, [{ networkId: 'acme', change: 'on', at: 1000, changeId: 'a', inactivityTimeoutSeconds: {} }])
    await (await LedgerExport.open(store, { folder, now: Date.now })).close()
    const [[database] = ['']] = await store.queries.selectRows<[string]>('SELECT currentDatabase()')
    const tables = `SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY engine = 'View' DESC, engine = 'Distributed' DESC, name`
    const node = openHttpStore({ url: server?.nodes[0] ?? '', user: 'default', password: '', database })
    const before = await node.queries.selectRows<[string]>(tables)
    for (const [name] of before) await node.queries.execute(`DROP TABLE ${name} SYNC`)
    for (let asked = 0; asked < 6; asked++) {
      await refuseLostDatabase(store, folder)
      expect(await lostTables(store)).toEqual([])
      await readSchemaState(store)
    }
    await prepareDatabase(store, own)
    expect(await node.queries.selectRows(tables)).toEqual(before)
    await node.close()
  })

  test('shows of random histories what the timeline says', async () => {
    const store = await createDatabase()
    await migrate(store)
    const histories = new ClusterHistories(store)
    await histories.add(4)
    await histories.expectAllRight()
  })
})
