import { readdir, readFile } from 'node:fs/promises'
import type { Store } from '../engine/store.ts'
import { onCluster } from './cluster-schema.ts'

const migrationsTable = `CREATE TABLE IF NOT EXISTS schema_migrations (name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = MergeTree ORDER BY name`

const folder = new URL('../../migrations/', import.meta.url)

/**
 * Brings the schema up to date: runs each statement of `migrations/` that this database has not seen, in the order of their names. Each may
 * be run again, so that several services may start at once and a start may be cut off anywhere.
 */
export async function migrate({ queries, cluster }: Pick<Store, 'queries' | 'cluster'>): Promise<void> {
  const apply = async (statement: string) => {
    for (const query of cluster === undefined ? [statement] : onCluster(statement, cluster)) await queries.command({ query })
  }
  await apply(migrationsTable)
  let applied = await readApplied(queries)
  for (const file of (await readdir(folder)).sort()) {
    const name = file.replace(/\.sql$/, '')
    if (applied.has(name)) continue
    // Another process may have done it meanwhile, and be reading already what this statement would replace.
    applied = await readApplied(queries)
    if (applied.has(name)) continue
    await apply(await readFile(new URL(file, folder), 'utf8'))
    // A SELECT, because an embedded engine looks for the rows of an INSERT with VALUES on standard input as well.
    await queries.command({ query: `INSERT INTO schema_migrations (name) SELECT '${name}'` })
  }
}

async function readApplied(queries: Store['queries']): Promise<ReadonlySet<string>> {
  const result = await queries.query({ query: 'SELECT name FROM schema_migrations', format: 'JSONCompactEachRow' })
  return new Set((await result.json<[name: string]>()).map(([name]) => name))
}
