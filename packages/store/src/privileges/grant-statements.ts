import { type DatabaseUser, databaseUsers, type Privilege, privilegesOf } from './service-privileges.ts'

/** What a privilege is on, as statements name it: with its database. */
export const objectOf = ({ privilege, on }: Privilege, database: string) =>
  on.includes('.') || privilege === 'TABLE ENGINE' ? on : `${database}.${on}`

/** The privileges of a user, those on one object together: `SELECT, INSERT ON stitchlog.access_log`. */
export function grantsOf(user: DatabaseUser, database: string, isCluster: boolean): string[] {
  const byObject = Map.groupBy(privilegesOf(user, isCluster), (privilege) => objectOf(privilege, database))
  return [...byObject].map(([object, privileges]) => `${[...new Set(privileges.map(({ privilege }) => privilege))].join(', ')} ON ${object}`)
}

/** Statements that make a role for each user, `stitchlog_ingest` and so on, with the privileges that it needs. They may run again. */
export function grantStatements(database: string, isCluster: boolean): string[] {
  return databaseUsers.flatMap((user) => {
    const role = `stitchlog_${user}`
    return [`CREATE ROLE IF NOT EXISTS ${role}`, ...grantsOf(user, database, isCluster).map((grant) => `GRANT ${grant} TO ${role}`)]
  })
}
