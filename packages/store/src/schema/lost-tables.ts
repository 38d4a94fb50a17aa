import { ExplainedError } from '@stitchlog/contracts'
import { isSharded } from '../engine/sharded-tables.ts'
import type { Store } from '../engine/store.ts'
import { ofAllNodes } from '../sql/of-all-nodes.ts'
import { type Migration, readAppliedIfThere, readMigrations } from './migrate.ts'

/**
 * Tables and views that migrations have made in this database, and that are not there any more. On a cluster, those that no node has: a single node gets
 * back what it lacks.
 *
 * @param known those of `migrations/`, unless something else is said
 * @returns nothing where there is no schema at all, or where the node that answers has none yet; a table that the user may not see counts as lost
 */
export async function lostTables(store: Pick<Store, 'ledgerQueries' | 'cluster'>, known?: readonly Migration[]): Promise<string[]> {
  const { ledgerQueries, cluster } = store
  const applied = await readAppliedIfThere(store)
  if (applied === undefined) return []
  const made = tablesMadeBy((known ?? (await readMigrations())).filter(({ name }) => applied.has(name)))
  const wanted = made.flatMap((table) => (cluster !== undefined && isSharded(table) ? [table, `${table}_local`] : [table]))
  const rows = await ledgerQueries.selectRows<[name: string]>(
    `SELECT DISTINCT name FROM ${ofAllNodes('system.tables', cluster)} WHERE database = currentDatabase()`,
    {
      settings: ['skip_unavailable_shards = 1'],
    },
  )
  const there = new Set(rows.map(([name]) => name))
  return wanted.filter((table) => !there.has(table))
}

/**
 * @param tables what was lost
 * @throws ExplainedError `store-unavailable` if it is anything
 */
export function refuseLost(tables: readonly string[]): void {
  if (tables.length === 0) return
  throw new ExplainedError(
    'store-unavailable',
    `${areMissing(tables)}: the database was lost or changed by hand; restore a backup (npm run restore; docs/operating.md, "After the loss of the database")`,
  )
}

/** `session_spans is missing`, or `session_spans and sessions are missing`. */
export const areMissing = (tables: readonly string[]) => `${new Intl.ListFormat('en').format(tables)} ${tables.length === 1 ? 'is' : 'are'} missing`

function tablesMadeBy(migrations: readonly Migration[]): string[] {
  const made = new Set<string>()
  for (const { statement } of migrations) {
    const [, verb, name = ''] = /^(CREATE|DROP) (?:OR REPLACE )?(?:TABLE|VIEW) (?:IF (?:NOT )?EXISTS )?(\w+)/m.exec(statement) ?? []
    if (verb === 'CREATE') made.add(name)
    if (verb === 'DROP') made.delete(name)
  }
  return [...made]
}
