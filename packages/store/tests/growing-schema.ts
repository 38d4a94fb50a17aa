import { findTimeZone, type Span, spanOf } from '@stitchlog/timeline'
import { expect } from 'vitest'
import { insertSpans, migrate, readSessionParts, type Store } from '../src/index.ts'
import { mutationTarget } from '../src/schema/cluster-schema.ts'
import { type Migration, readMigrations } from '../src/schema/migrate.ts'

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

function span(at: number): Span {
  const zone = findTimeZone('Etc/UTC')
  if (zone === undefined) throw new Error('Etc/UTC is a time zone')
  return spanOf({ networkId: 'acme', userId: 'anna', device: 'web', zone, periodStart: 0, timeoutMs: 60_000, at })
}

const partsOf = (store: Store) => readSessionParts(store, 'acme', 'anna', { from: '1970-01-01', to: '1970-01-02' })

/** On an empty database, a column is added and the view changed from the oldest schema on, with data in it, by two at once. */
export async function expectToGrow(store: Store): Promise<void> {
  const later = await laterMigrations()
  await migrate(store, later.slice(0, 1))
  await insertSpans(store, [span(1000), span(2000), span(500_000)])
  // Each on a connection of its own, as two processes have.
  await Promise.all([migrate(store, later), migrate({ ...store, ledgerQueries: store.jobQueries }, later)])

  const names = await store.queries.selectRows<[string]>('SELECT DISTINCT name FROM schema_migrations ORDER BY name')
  expect(names.flat()).toEqual(later.map(({ name }) => name))
  expect((await partsOf(store)).map(({ startedAt, endedAt }) => [startedAt, endedAt])).toEqual([
    [1000, 2000],
    [500_000, 500_000],
  ])
  await insertSpans(store, [span(900_000)])
  expect(await store.queries.selectRows('SELECT app_version, count() FROM session_spans GROUP BY app_version')).toEqual([['unknown', 4]])
  expect(await store.queries.selectRows('SELECT app_version, count() FROM sessions GROUP BY app_version')).toEqual([['unknown', 3]])
  expect(await store.queries.selectRows("SELECT name FROM system.tables WHERE database = currentDatabase() AND name = 'shown'")).toEqual([])
  // And once more: nothing is left to do.
  await migrate(store, later)
  expect(await partsOf(store)).toHaveLength(3)
  // An earlier version says what it does not know, and works on, unless it may not.
  const newer = later.map(({ name }) => name).filter((name) => name.startsWith('9'))
  expect(await migrate(store)).toEqual(newer)
  expect(await partsOf(store)).toHaveLength(3)
  await store.queries.execute("INSERT INTO schema_migrations (name) SELECT '9005-other-keys-breaking'")
  await expect(migrate(store)).rejects.toThrow('a later version has changed the database so that this one cannot use it (9005-other-keys-breaking)')
  // On each node: what only one of them has forgotten, the next request may still find on another.
  const target = mutationTarget('schema_migrations', store.cluster)
  await store.queries.execute(`ALTER TABLE ${target} DELETE WHERE name = '9005-other-keys-breaking' SETTINGS mutations_sync = 2`)
}

/** What was done to a database of the latest schema, but not noted, is done again over its own result. */
export async function expectToGrowAgain(store: Store): Promise<void> {
  const later = await laterMigrations()
  await migrate(store, later)
  const before = await partsOf(store)
  await store.queries.execute('TRUNCATE TABLE schema_migrations')
  await migrate(store, later)
  expect(await partsOf(store)).toEqual(before)
  expect(await store.queries.selectRows('SELECT app_version FROM sessions')).toEqual(before.map(() => ['unknown']))
}
