import { isClickHouseError } from '../engine/is-click-house-error.ts'
import type { Store } from '../engine/store.ts'
import { objectOf } from './grant-statements.ts'
import { type DatabaseUser, databaseUsers, privilegesOf } from './service-privileges.ts'

export const isDatabaseUser = (name: string): name is DatabaseUser => databaseUsers.some((user) => user === name)

/**
 * What the user of this connection lacks of the privileges that a service needs, such as `INSERT ON stitchlog.access_log`.
 *
 * @returns nothing where all are there, and where the server is too old to tell
 */
export async function missingPrivileges({ ledgerQueries, cluster }: Pick<Store, 'ledgerQueries' | 'cluster'>, user: DatabaseUser): Promise<string[]> {
  const [[database] = ['default']] = await ledgerQueries.selectRows<[name: string]>('SELECT currentDatabase()')
  const grants = privilegesOf(user, cluster !== undefined).map((each) => `${each.privilege} ON ${objectOf(each, database)}`)
  try {
    if (await ledgerQueries.isGranted(grants.join(', '))) return []
  } catch (error) {
    if (isClickHouseError(error, 'SYNTAX_ERROR')) return []
    throw error
  }
  const missing: string[] = []
  for (const grant of grants) if (!(await ledgerQueries.isGranted(grant))) missing.push(grant)
  return missing
}
