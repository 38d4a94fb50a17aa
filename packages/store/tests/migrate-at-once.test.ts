import { rmSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Store } from '../src/index.ts'
import { lostTables } from '../src/schema/lost-tables.ts'
import { type Migration, migrate, readMigrations, readSchemaState } from '../src/schema/migrate.ts'
import { openStore } from './open-store.ts'
import { temporaryFolder } from './temporary-store.ts'

const migrations: readonly Migration[] = [
  "CREATE TABLE IF NOT EXISTS letters (nth UInt8, letter Enum8('a' = 1)) ENGINE = MergeTree ORDER BY nth",
  'CREATE VIEW IF NOT EXISTS shown AS SELECT 1 AS version',
  "ALTER TABLE letters MODIFY COLUMN letter Enum8('a' = 1, 'b' = 2)",
  'CREATE OR REPLACE VIEW shown AS SELECT 2 AS version',
  'CREATE VIEW IF NOT EXISTS passing AS SELECT 1',
  "ALTER TABLE letters MODIFY COLUMN letter Enum8('a' = 1, 'b' = 2, 'c' = 3)",
  'DROP VIEW IF EXISTS passing',
  'CREATE OR REPLACE VIEW shown AS SELECT 3 AS version',
].map((statement, nth) => ({ name: `000${nth}`, statement }))

const folder = temporaryFolder()
let store: Store
beforeAll(async () => {
  store = await openStore(folder)
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  const tables = await store.queries.selectRows<[string, string]>(
    "SELECT engine, name FROM system.tables WHERE database = currentDatabase() ORDER BY engine = 'View' DESC",
  )
  for (const [engine, name] of tables) await store.queries.execute(`DROP ${engine === 'View' ? 'VIEW' : 'TABLE'} ${name} SYNC`)
})

/** A process that is held up before its nth statement, until another one has done everything. */
function heldUp(before: number, other: () => Promise<unknown>): Pick<Store, 'ledgerQueries' | 'cluster'> {
  let statements = 0
  const execute: Store['ledgerQueries']['execute'] = async (statement) => {
    if (statements++ === before) await other()
    await store.ledgerQueries.execute(statement)
  }
  return { ...store, ledgerQueries: { ...store.ledgerQueries, execute } }
}

const definitions = async () => ({
  letter: (
    await store.queries.selectRows("SELECT type FROM system.columns WHERE table = 'letters' AND name = 'letter' AND database = currentDatabase()")
  )[0]?.[0],
  views: await store.queries.selectRows("SELECT name FROM system.tables WHERE engine = 'View' AND database = currentDatabase()"),
  shown: await store.queries.selectRows('SELECT version FROM shown'),
})

const all = { letter: "Enum8('a' = 1, 'b' = 2, 'c' = 3)", views: [['shown']], shown: [[3]] }

test('wherever a process is held up while another one does everything, it leaves nothing of an earlier schema', async () => {
  let before = 0
  for (let wasHeldUp = true; wasHeldUp; before++) {
    wasHeldUp = false
    for (const view of ['passing', 'shown']) await store.queries.execute(`DROP VIEW IF EXISTS ${view}`)
    for (const table of ['letters', 'schema_migrations']) await store.queries.execute(`DROP TABLE IF EXISTS ${table} SYNC`)
    const other = async () => {
      wasHeldUp = true
      await migrate(store, migrations)
    }
    await migrate(heldUp(before, other), migrations)
    expect(await definitions(), `held up before its statement ${before}`).toEqual(all)
  }
  expect(before).toBeGreaterThan(migrations.length)
})

test('services that read meanwhile never see a view of earlier migrations', async () => {
  const seen = new Set<unknown>()
  const look = async () => {
    const there = await store.queries.selectRows("SELECT 1 FROM system.tables WHERE name = 'shown' AND database = currentDatabase()")
    if (there.length > 0) for (const [version] of await store.queries.selectRows('SELECT version FROM shown')) seen.add(version)
  }
  const execute: Store['ledgerQueries']['execute'] = async (statement) => {
    await store.ledgerQueries.execute(statement)
    await look()
  }
  const watched = { ...store, ledgerQueries: { ...store.ledgerQueries, execute } }
  await migrate(
    heldUp(2, () => migrate(watched, migrations)),
    migrations,
  )
  await store.queries.execute('TRUNCATE TABLE schema_migrations')
  await migrate(watched, migrations)
  expect([...seen]).toEqual([3])
})

test('at no time does the database note a table or view that is not there: a process that starts then would take it for lost', async () => {
  const lost = new Set<string>()
  const execute: Store['ledgerQueries']['execute'] = async (statement) => {
    await store.ledgerQueries.execute(statement)
    for (const table of await lostTables(store)) lost.add(table)
    for (const table of await lostTables(store, migrations)) lost.add(table)
  }
  const watched = { ...store, ledgerQueries: { ...store.ledgerQueries, execute } }
  await migrate(watched)
  await store.queries.execute('TRUNCATE TABLE schema_migrations')
  await migrate(watched, migrations)
  expect([...lost]).toEqual([])
})

test('a view that an earlier version made, or that was left by a process that was killed, is found at the next start and made again', async () => {
  await migrate(store)
  expect(await readSchemaState(store)).toEqual({ missing: [], newer: [] })
  const views = (await readMigrations()).filter(({ statement }) => /^CREATE OR REPLACE VIEW sessions /m.test(statement))
  const [older, newest] = [views[0], views.at(-1)]
  expect(older).not.toBe(newest)
  const commentOf = async () =>
    await store.queries.selectRows("SELECT comment FROM system.tables WHERE name = 'sessions' AND database = currentDatabase()")
  expect(await commentOf()).toEqual([[newest?.name]])
  for (const left of [older?.statement, `${older?.statement.trimEnd()}\nCOMMENT '${older?.name}'`]) {
    await store.queries.execute(left ?? '')
    expect(await readSchemaState(store)).toEqual({ missing: [newest?.name], newer: [] })
    await migrate(store)
    expect(await commentOf()).toEqual([[newest?.name]])
    expect(await readSchemaState(store)).toEqual({ missing: [], newer: [] })
  }
})

test('a view of a later version is left alone', async () => {
  await migrate(store, migrations)
  const later = { name: '9999', statement: 'CREATE OR REPLACE VIEW shown AS SELECT 4 AS version' }
  await migrate(store, [...migrations, later])
  expect(await migrate(store, migrations)).toEqual(['9999'])
  expect(await definitions()).toEqual({ ...all, shown: [[4]] })
})
