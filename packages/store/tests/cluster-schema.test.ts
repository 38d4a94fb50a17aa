import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate, type Store } from '../src/index.ts'
import { mutationTarget, onCluster } from '../src/schema/cluster-schema.ts'
import { sqlText } from '../src/sql/sql-text.ts'
import { openTemporaryStore } from './temporary-store.ts'

const folder = new URL('../migrations/', import.meta.url)
const migrations = readdirSync(folder)
  .sort()
  .map((file) => [file, readFileSync(new URL(file, folder), 'utf8')] as const)

describe('the schema on a cluster', () => {
  let opened: Awaited<ReturnType<typeof openTemporaryStore>>
  let store: Store
  beforeAll(async () => {
    opened = await openTemporaryStore()
    store = opened.store
  })
  afterAll(async () => {
    await opened.close()
  })

  test.each(migrations)('%s is made of statements that ClickHouse can parse, all of them on the cluster', async (_, text) => {
    for (const statement of onCluster(text, 'activity')) {
      expect(statement).toContain("ON CLUSTER 'activity'")
      expect(statement).not.toMatch(/ENGINE = (Replacing)?MergeTree/)
      const [row] = await store.queries.selectRows<[formatted: string]>(`SELECT formatQuery(${sqlText(statement)})`)
      expect(row?.[0]).toMatch(/^(CREATE|ALTER) .* ON CLUSTER activity/)
    }
  })

  test('spreads spans by person, and has the ledger whole on each node', () => {
    const statements = migrations.flatMap(([, text]) => onCluster(text, 'activity'))
    const of = (name: string) => statements.filter((statement) => new RegExp(`^CREATE \\w+ IF NOT EXISTS ${name} `, 'm').test(statement)).join('\n')
    expect(of('session_spans_local')).toContain(
      "ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/session_spans', '{replica}', ended_at)",
    )
    expect(of('session_spans')).toContain("ENGINE = Distributed('activity', currentDatabase(), session_spans_local, cityHash64(network_id, user_id))")
    expect(of('tracking_ledger')).toContain(
      "ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{database}/tracking_ledger', '{shard}-{replica}')",
    )
    expect(of('sessions')).toContain('FROM session_spans AS s')
    for (const table of ['session_spans_local', 'tracking_ledger', 'access_log']) expect(of(table)).toContain('fsync_after_insert = 1')
  })

  test('has a column in the table that holds the rows and in the one over it, which tells of it last and forgets it first', () => {
    const targets = (statement: string) => onCluster(statement, 'activity').map((each) => each.split('\n')[0])
    expect(targets('ALTER TABLE user_days\n    ADD COLUMN IF NOT EXISTS n UInt8')).toEqual([
      "ALTER TABLE user_days_local ON CLUSTER 'activity'",
      "ALTER TABLE user_days ON CLUSTER 'activity'",
    ])
    expect(targets("ALTER TABLE session_spans MODIFY COLUMN device Enum8('web' = 1)")).toEqual([
      "ALTER TABLE session_spans_local ON CLUSTER 'activity' MODIFY COLUMN device Enum8('web' = 1)",
      "ALTER TABLE session_spans ON CLUSTER 'activity' MODIFY COLUMN device Enum8('web' = 1)",
    ])
    expect(targets('ALTER TABLE user_days DROP COLUMN IF EXISTS n')).toEqual([
      "ALTER TABLE user_days ON CLUSTER 'activity' DROP COLUMN IF EXISTS n",
      "ALTER TABLE user_days_local ON CLUSTER 'activity' DROP COLUMN IF EXISTS n",
    ])
    expect(targets('DROP TABLE IF EXISTS user_days')).toEqual([
      "DROP TABLE IF EXISTS user_days ON CLUSTER 'activity'",
      "DROP TABLE IF EXISTS user_days_local ON CLUSTER 'activity'",
    ])
    expect(targets('ALTER TABLE access_log ADD COLUMN n UInt8')).toEqual(["ALTER TABLE access_log ON CLUSTER 'activity' ADD COLUMN n UInt8"])
    expect(targets('ALTER TABLE session_spans ADD INDEX n n TYPE minmax')).toHaveLength(1)
  })

  test.each([
    'CREATE VIEW sessions AS SELECT 1',
    'CREATE OR REPLACE VIEW sessions AS SELECT 1',
    'DROP VIEW IF EXISTS sessions',
    'DROP VIEW sessions',
  ])('has its views on all nodes: %s', (statement) => {
    expect(onCluster(statement, 'activity')).toEqual([statement.replace('sessions', "sessions ON CLUSTER 'activity'")])
  })

  test.each(['TRUNCATE TABLE user_days', 'INSERT INTO user_days SELECT 1', 'OPTIMIZE TABLE user_days', 'RENAME TABLE a TO b', ''])(
    'takes no statement that would change one node only: %s',
    (statement) => {
      expect(() => onCluster(statement, 'activity')).toThrow('no form for a cluster')
    },
  )

  test('is asked for by the migration where there is one', async () => {
    const asked: string[] = []
    const ledgerQueries = new Proxy(store.ledgerQueries, {
      get: (target, name) =>
        name === 'execute' ? async (statement: string) => asked.push(statement) : name === 'selectRows' ? async () => [] : Reflect.get(target, name),
    })
    await migrate({ ledgerQueries, cluster: 'activity' })
    expect(asked.filter((query) => /^CREATE/m.test(query)).every((query) => query.includes("ON CLUSTER 'activity'"))).toBe(true)
    expect(asked.length).toBeGreaterThan(migrations.length)
  })

  test('names the tables that can be deleted from', () => {
    expect(mutationTarget('session_spans', undefined)).toBe('session_spans')
    expect(mutationTarget('session_spans', 'activity')).toBe("session_spans_local ON CLUSTER 'activity'")
    expect(mutationTarget('access_log', 'activity')).toBe("access_log ON CLUSTER 'activity'")
  })
})
