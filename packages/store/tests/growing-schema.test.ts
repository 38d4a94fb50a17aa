import { rmSync } from 'node:fs'
import { findTimeZone, type Span, spanOf } from '@stitchlog/timeline'
import { afterEach, expect, test } from 'vitest'
import { openEmbeddedStore } from '../src/engine/embedded-store.ts'
import { insertSpans, migrate, readSessionParts, type Store } from '../src/index.ts'
import { type Migration, readMigrations } from '../src/schema/migrate.ts'
import { temporaryFolder } from './temporary-store.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** What a later version may bring: a column of the spans, shown by the view, and a view that nobody needs any more. */
async function laterMigrations(): Promise<Migration[]> {
  const migrations = await readMigrations()
  const view = migrations.findLast(({ statement }) => /^CREATE OR REPLACE VIEW sessions AS/m.test(statement))
  if (view === undefined) throw new Error('the view sessions is made by a migration')
  return [
    ...migrations,
    { name: '9001-column', statement: "ALTER TABLE session_spans ADD COLUMN IF NOT EXISTS app_version String DEFAULT 'unknown' AFTER timeout_ms" },
    {
      name: '9002-view',
      statement: view.statement
        .replace('    network_id,\n', '    max(max(app_version)) OVER session AS app_version,\n    network_id,\n')
        .replace('ended_at AS span_ended_at,', 'ended_at AS span_ended_at, app_version,'),
    },
    { name: '9003-shown', statement: 'CREATE OR REPLACE VIEW shown AS SELECT app_version FROM sessions' },
    { name: '9004-not-shown', statement: 'DROP VIEW IF EXISTS shown' },
  ]
}

/** A store in an Atomic database, as those of a server are: there a view is replaced in one step, in an embedded engine's own one it is away for a moment. */
async function openStore(): Promise<Store> {
  const folder = temporaryFolder()
  const store = await openEmbeddedStore(folder)
  closing.push(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  await store.queries.execute('CREATE DATABASE served ENGINE = Atomic')
  for (const connection of [store.queries, store.jobQueries]) await connection.execute('USE served')
  return { ...store, insertRows: (table, ...rest) => store.insertRows(`served.${table}`, ...rest) }
}

/**
 * The store as a node of a cluster of one shard, as far as one embedded engine goes: statements for the cluster are for this node, replicated tables have one
 * replica, and a Merge table, which also has columns of its own over those of another, stands for the Distributed one.
 */
function asCluster(store: Store): Store {
  const adapted = (connection: Store['queries']) => ({
    ...connection,
    execute: (statement: string) =>
      connection.execute(
        statement
          .replace(/ ON CLUSTER '\w+'/, '')
          .replace(/ENGINE = Replicated(\w*MergeTree)\('[^']*', '[^']*'(?:, )?/, 'ENGINE = $1(')
          .replace(/ENGINE = Distributed\([^,]*, currentDatabase\(\), (\w+), .*\)$/, (_, table) => `ENGINE = Merge(currentDatabase(), '^${table}$')`),
      ),
  })
  return {
    ...store,
    cluster: 'activity',
    queries: adapted(store.queries),
    jobQueries: adapted(store.jobQueries),
    insertRows: (table, ...rest) => store.insertRows(table === 'session_spans' ? 'session_spans_local' : table, ...rest),
  }
}

function span(at: number): Span {
  const zone = findTimeZone('Etc/UTC')
  if (zone === undefined) throw new Error('Etc/UTC is a time zone')
  return spanOf({ networkId: 'acme', userId: 'anna', device: 'web', zone, periodStart: 0, timeoutMs: 60_000, at })
}

const forms: [string, (store: Store) => Store][] = [
  ['one server', (store: Store) => store],
  ['a cluster', asCluster],
]

const partsOf = (store: Store) => readSessionParts(store, 'acme', 'anna', { from: '1970-01-01', to: '1970-01-02' })

test.each(forms)('on %s, a column is added and the view changed from the oldest schema on, with data in it, by two at once', async (_, formOf) => {
  const store = formOf(await openStore())
  const later = await laterMigrations()
  await migrate(store, later.slice(0, 1))
  await insertSpans(store, [span(1000), span(2000), span(500_000)])
  // Each on a connection of its own, as two processes have.
  await Promise.all([migrate(store, later), migrate({ ...store, queries: store.jobQueries }, later)])

  const names = await store.queries.selectRows<[string]>('SELECT DISTINCT name FROM schema_migrations ORDER BY name')
  expect(names.flat()).toEqual(later.map(({ name }) => name))
  expect((await partsOf(store)).map(({ startedAt, endedAt }) => [startedAt, endedAt])).toEqual([
    [1000, 2000],
    [500_000, 500_000],
  ])
  await insertSpans(store, [span(900_000)])
  for (const table of ['session_spans', ...(store.cluster === undefined ? [] : ['session_spans_local'])])
    expect(await store.queries.selectRows(`SELECT app_version, count() FROM ${table} GROUP BY app_version`)).toEqual([['unknown', 4]])
  expect(await store.queries.selectRows('SELECT app_version, count() FROM sessions GROUP BY app_version')).toEqual([['unknown', 3]])
  expect(await store.queries.selectRows("SELECT name FROM system.tables WHERE database = currentDatabase() AND name = 'shown'")).toEqual([])
  // And once more: nothing is left to do.
  await migrate(store, later)
  expect(await partsOf(store)).toHaveLength(3)
})

test.each(forms)('on %s, a migration that was cut off before it was noted runs again over its own result', async (_, formOf) => {
  const store = formOf(await openStore())
  const later = await laterMigrations()
  await migrate(store, later)
  await insertSpans(store, [span(1000)])
  await store.queries.execute('TRUNCATE TABLE schema_migrations')
  await migrate(store, later)
  expect(await partsOf(store)).toHaveLength(1)
  expect(await store.queries.selectRows('SELECT app_version FROM sessions')).toEqual([['unknown']])
})
