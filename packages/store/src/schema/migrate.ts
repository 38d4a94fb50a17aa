import { readdir, readFile } from 'node:fs/promises'
import { ExplainedError } from '@stitchlog/contracts'
import { isClickHouseError } from '../engine/is-click-house-error.ts'
import type { Store } from '../engine/store.ts'
import { onCluster } from './cluster-schema.ts'
import { completeNodes } from './complete-nodes.ts'
import { hasTable } from './has-table.ts'
import { refuseWhileRestoring } from './refuse-while-restoring.ts'
import { findStaleViews, type SchemaStep, stepsOf } from './views.ts'

/** A statement of the schema, and the name under which a database notes that it has it. */
export interface Migration {
  readonly name: string
  /** CREATE, ALTER or DROP, as `onCluster` takes it. It may run again, and in several processes at once. */
  readonly statement: string
}

const migrationsTable = `CREATE TABLE IF NOT EXISTS schema_migrations (name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = MergeTree ORDER BY name`

const folder = new URL('../../migrations/', import.meta.url)

/** The files of `migrations/`, in the order of their names. */
export async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(folder)).sort()
  return await Promise.all(
    files.map(async (file) => ({ name: file.replace(/\.sql$/, ''), statement: await readFile(new URL(file, folder), 'utf8') })),
  )
}

/** The name of the newest migration of this version. */
export async function readNewestMigration(): Promise<string> {
  return (await readMigrations()).at(-1)?.name ?? ''
}

/**
 * Which migrations a database lacks, or has to have again, and which it has of a later version; all are missing where there is no schema, or where the node
 * that answers has none yet.
 */
export async function readSchemaState(
  store: Pick<Store, 'ledgerQueries' | 'cluster'>,
): Promise<{ readonly missing: readonly string[]; readonly newer: readonly string[] }> {
  const migrations = await readMigrations()
  const names = migrations.map(({ name }) => name)
  const applied = await readAppliedIfThere(store)
  if (applied === undefined) return { missing: names, newer: [] }
  const newer = [...applied].filter((name) => !names.includes(name)).sort()
  const missing = names.filter((name) => !applied.has(name))
  if (missing.length > 0 || newer.length > 0) return { missing, newer }
  return { missing: (await findStaleViews(store, stepsOf(migrations))).flatMap(({ names }) => names.slice(-1)), newer }
}

/** What the name of a migration ends with after which earlier versions cannot work on the database. */
const breaking = '-breaking'

/**
 * Brings the schema up to date: runs each migration that this database has not seen, in order. Several services may start at once, and a start may
 * be cut off anywhere.
 *
 * @param known those of `migrations/`, unless something else is said
 * @returns the migrations of a later version, which this one does not know and can work with
 * @throws ExplainedError `store-unavailable` if a later version has changed the database in a way that this version cannot work with, or if a restore of it
 *   is not finished
 */
export async function migrate(store: Pick<Store, 'ledgerQueries' | 'cluster'>, known?: readonly Migration[]): Promise<readonly string[]> {
  await refuseWhileRestoring(store)
  return await applyMigrations(store, known)
}

/** The same for a database that is being restored. */
export async function applyMigrations(store: Pick<Store, 'ledgerQueries' | 'cluster'>, known?: readonly Migration[]): Promise<readonly string[]> {
  // By way of the connection whose reads show all that was confirmed on a cluster.
  const { ledgerQueries, cluster } = store
  const apply = async (statement: string) => {
    for (const query of cluster === undefined ? [statement] : onCluster(statement, cluster)) await ledgerQueries.execute(query)
  }
  await completeNodes(store)
  // Only where there is none: a statement for the cluster needs all of its nodes, and a service is to start while one is down.
  if (!(await hasTable(store, 'schema_migrations'))) await apply(migrationsTable)
  let applied = await readApplied(store)
  const migrations = known ?? (await readMigrations())
  const names = new Set(migrations.map(({ name }) => name))
  const newer = [...applied].filter((name) => !names.has(name)).sort()
  const obstacle = newer.find((name) => name.endsWith(breaking))
  if (obstacle !== undefined)
    throw new ExplainedError(
      'store-unavailable',
      `a later version has changed the database so that this one cannot use it (${obstacle}): start the later one`,
    )
  const isApplied = async ({ names }: SchemaStep) => {
    const areApplied = () => names.every((name) => applied.has(name))
    // Another process may have done it meanwhile, and be reading already what its statement would replace.
    if (!areApplied()) applied = await readApplied(store)
    return areApplied()
  }
  const steps = stepsOf(migrations)
  let hasRunAny = false
  for (const step of steps) {
    if (!hasRunAny && (await isApplied(step))) continue
    // Once one was run, all later ones are: others may have run them before it, and it may have undone them.
    hasRunAny = true
    await apply(step.statement)
    const names = step.names.map((name) => `'${name}'`).join(', ')
    // A SELECT, because an embedded engine looks for the rows of an INSERT with VALUES on standard input as well.
    await ledgerQueries.execute(`INSERT INTO schema_migrations (name) SELECT arrayJoin([${names}])`)
  }
  // A later version may have made them otherwise.
  if (newer.length === 0) for (const { statement } of await findStaleViews(store, steps)) await apply(statement)
  return newer
}

/** The names of the migrations that a database has; undefined where it has no schema, or where a node of the cluster answers that has none yet. */
export async function readAppliedIfThere(store: Pick<Store, 'ledgerQueries' | 'cluster'>): Promise<ReadonlySet<string> | undefined> {
  if (!(await hasTable(store, 'schema_migrations'))) return undefined
  try {
    return await readApplied(store)
  } catch (error) {
    if (isClickHouseError(error, 'UNKNOWN_TABLE')) return undefined
    throw error
  }
}

async function readApplied({ ledgerQueries }: Pick<Store, 'ledgerQueries'>): Promise<ReadonlySet<string>> {
  const rows = await ledgerQueries.selectRows<[name: string]>('SELECT name FROM schema_migrations')
  return new Set(rows.map(([name]) => name))
}
