import { isSharded } from '../engine/sharded-tables.ts'

/** The services of the distributed system, each with a ClickHouse user of its own, and who changes the schema. */
export const databaseUsers = ['owner', 'ingest', 'stitcher', 'rollup', 'query'] as const

export type DatabaseUser = (typeof databaseUsers)[number]

/** A privilege by ClickHouse's name for it. `on` is a table of the database, `*` all of them, `*.*` the server, or an engine for TABLE ENGINE. */
export interface Privilege {
  readonly privilege: string
  readonly on: string
}

const on = (table: string, ...privileges: readonly string[]): Privilege[] => privileges.map((privilege) => ({ privilege, on: table }))

/** What every start looks at and writes: the migrations that were applied, and the settings that all services share. */
const ofEveryStart = [...on('schema_migrations', 'SELECT'), ...on('agreed_settings', 'SELECT', 'INSERT')]

/** The ledger, and at a start what long ones amount to. */
const readLedger = [...on('tracking_ledger', 'SELECT'), ...on('ledger_checkpoints', 'SELECT')]

/** The view `sessions` is read with the reader's own privileges. */
const readSessions = [...['sessions', 'session_spans'].flatMap((table) => on(table, 'SELECT')), ...readLedger]

/**
 * The least that each user needs. `infra/clickhouse/grants.sql` is generated from it, and each service checks it at its start.
 *
 * @see https://clickhouse.com/docs/sql-reference/statements/grant#privileges
 */
const servicePrivileges: Readonly<Record<DatabaseUser, readonly Privilege[]>> = {
  // Migrations, settings that all services share, and what removes activity when these get shorter.
  owner: [
    ...on('*', 'SELECT', 'INSERT', 'ALTER TABLE', 'CREATE TABLE', 'DROP TABLE'),
    ...['MergeTree', 'ReplacingMergeTree'].flatMap((engine) => on(engine, 'TABLE ENGINE')),
  ],
  ingest: [
    ...ofEveryStart,
    ...readLedger,
    ...on('tracking_ledger', 'INSERT'),
    // An erasure.
    ...on('session_spans', 'SELECT', 'ALTER DELETE'),
    ...on('user_days', 'SELECT', 'ALTER DELETE'),
  ],
  stitcher: [...ofEveryStart, ...on('session_spans', 'INSERT'), ...readLedger, ...on('stream_alarms', 'SELECT', 'INSERT')],
  rollup: [
    ...ofEveryStart,
    ...readSessions,
    ...on('user_days', 'SELECT', 'INSERT'),
    ...on('rollup_runs', 'SELECT', 'INSERT'),
    ...on('ledger_checkpoints', 'INSERT'),
    ...on('access_log', 'SELECT'),
    // The sweep of what is erased or past retention.
    ...['session_spans', 'user_days', 'access_log'].flatMap((table) => on(table, 'ALTER DELETE', 'ALTER TTL')),
  ],
  query: [
    ...ofEveryStart,
    ...readSessions,
    ...on('user_days', 'SELECT'),
    ...on('rollup_runs', 'SELECT'),
    ...on('backups', 'SELECT'),
    ...on('access_log', 'SELECT', 'INSERT'),
  ],
}

/** Statements for all nodes, and looks at the tables of all nodes. */
const ofEveryNode: readonly Privilege[] = [...on('*.*', 'CLUSTER', 'REMOTE'), ...on('system.clusters', 'SELECT')]

/**
 * The privileges of a user where there is a cluster, or one server: the rows of a sharded table are in one of another name on each node, which needs them
 * too.
 */
export function privilegesOf(user: DatabaseUser, isCluster: boolean): readonly Privilege[] {
  const own = servicePrivileges[user]
  return isCluster ? [...own.flatMap(onEveryNode), ...ofEveryNode] : own
}

function onEveryNode(each: Privilege): Privilege[] {
  if (isSharded(each.on)) return [each, { ...each, on: `${each.on}_local` }]
  return each.privilege === 'TABLE ENGINE' ? [each, ...on(`Replicated${each.on}`, each.privilege), ...on('Distributed', each.privilege)] : [each]
}
