import type { Store } from '../engine/store.ts'
import type { Migration } from './migrate.ts'

/** The view that a migration makes or drops; undefined if it does something else. */
const viewOf = ({ statement }: Migration): string | undefined =>
  /^(?:CREATE|DROP) (?:OR REPLACE )?VIEW (?:IF (?:NOT )?EXISTS )?(\w+)/m.exec(statement)?.[1]

const isDropped = ({ statement }: Migration): boolean => /^DROP VIEW /m.test(statement)

/**
 * The last migration about each view. Those before it are never run: a process that was held up in one of them would put back what others have replaced,
 * under the eyes of services that are reading.
 */
export function lastOfViews(migrations: readonly Migration[]): ReadonlyMap<string, Migration> {
  const last = new Map<string, Migration>()
  for (const migration of migrations) {
    const view = viewOf(migration)
    if (view !== undefined) last.set(view, migration)
  }
  return last
}

/** Whether a migration makes or drops a view that a later one makes or drops. */
export function isSuperseded(migration: Migration, last: ReadonlyMap<string, Migration>): boolean {
  const latest = lastOfSameView(migration, last)
  return latest !== undefined && latest !== migration
}

/** Whether this later one is the last that does. */
export const isSupersededBy = (migration: Migration, later: Migration, last: ReadonlyMap<string, Migration>): boolean =>
  migration !== later && lastOfSameView(migration, last) === later

function lastOfSameView(migration: Migration, last: ReadonlyMap<string, Migration>): Migration | undefined {
  const view = viewOf(migration)
  return view === undefined ? undefined : last.get(view)
}

/** The statement of a migration, which gives a view that it makes the migration's name as its comment: so the database says which definition it has. */
export const commented = (migration: Migration): string =>
  viewOf(migration) === undefined || isDropped(migration) ? migration.statement : `${migration.statement.trimEnd()}\nCOMMENT '${migration.name}'\n`

/**
 * The migrations to be run again although they are noted, since the view is not theirs: an earlier version made it, or a process that was held up in an
 * earlier migration and killed after it.
 *
 * @returns nothing of a view that the user may not see
 */
export async function findStaleViews({ ledgerQueries }: Pick<Store, 'ledgerQueries'>, last: ReadonlyMap<string, Migration>): Promise<Migration[]> {
  const rows = await ledgerQueries.selectRows<[name: string, comment: string]>(
    "SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND engine = 'View'",
  )
  return rows.flatMap(([view, comment]) => {
    const migration = last.get(view)
    return migration === undefined || (comment === migration.name && !isDropped(migration)) ? [] : [migration]
  })
}
