import { isSharded } from '../engine/sharded-tables.ts'

const shardingKey = 'cityHash64(network_id, user_id)'

/** Only what is on the disk counts as stored. */
const durability = 'fsync_after_insert = 1, fsync_part_directory = 1'

/**
 * A statement of the schema as a cluster needs it. Sharded tables become one replicated table on each shard and a Distributed table over them under the
 * name that everything else uses; all other tables are one replicated table that every node has whole; views stay views, over the Distributed table, so
 * that a session survives a new shard.
 *
 * @param statement one of CREATE TABLE, ALTER TABLE, DROP TABLE, CREATE VIEW, CREATE OR REPLACE VIEW and DROP VIEW, as in `migrations/`
 * @returns statements for any node of the cluster, to be run in this order
 * @throws Error for any other statement, which would change one node only
 */
export function onCluster(statement: string, cluster: string): string[] {
  const [keywords, kind, name] = /^(?:CREATE (?:OR REPLACE )?|ALTER |DROP )(TABLE|VIEW) (?:IF (?:NOT )?EXISTS )?(\w+)/m.exec(statement) ?? []
  if (keywords === undefined || name === undefined) throw new Error(`this statement has no form for a cluster: ${statement}`)
  if (kind === 'TABLE' && keywords.startsWith('CREATE')) return tableOnCluster(statement, name, cluster)
  const targets = kind === 'VIEW' ? [`${name} ON CLUSTER '${cluster}'`] : changedTables(statement, name, cluster)
  return targets.map((target) => statement.replace(keywords, `${keywords.slice(0, -name.length)}${target}`))
}

/** Where the rows of this node are. */
export const localTable = (table: string, cluster: string | undefined) => (cluster !== undefined && isSharded(table) ? `${table}_local` : table)

/** What to name in a DELETE or ALTER: a Distributed table takes neither. */
export function mutationTarget(table: string, cluster: string | undefined): string {
  if (cluster === undefined) return table
  return `${localTable(table, cluster)} ON CLUSTER '${cluster}'`
}

/**
 * The tables that a change of one has to reach. A column is one of both tables of a sharded one: what others are told of, the Distributed table, is the last
 * to have it and the first to lose it.
 */
function changedTables(statement: string, table: string, cluster: string): string[] {
  const local = mutationTarget(table, cluster)
  if (!isSharded(table)) return [local]
  const distributed = `${table} ON CLUSTER '${cluster}'`
  if (/^DROP TABLE|\bDROP COLUMN\b/m.test(statement)) return [distributed, local]
  return /\b(?:ADD|MODIFY|RENAME) COLUMN\b/.test(statement) ? [local, distributed] : [local]
}

function tableOnCluster(statement: string, table: string, cluster: string): string[] {
  const hasShards = isSharded(table)
  const path = hasShards
    ? `'/clickhouse/tables/{shard}/{database}/${table}', '{replica}'`
    : `'/clickhouse/tables/{database}/${table}', '{shard}-{replica}'`
  const replicated = statement
    .replace(/^(CREATE TABLE IF NOT EXISTS) \w+/m, `$1 ${mutationTarget(table, cluster)}`)
    .replace(
      /ENGINE = (\w*MergeTree)(?:\(([^)]*)\))?/,
      (_, engine, parameters) => `ENGINE = Replicated${engine}(${[path, parameters].filter(Boolean).join(', ')})`,
    )
  const durable = replicated.includes(durability)
    ? replicated
    : /\nSETTINGS /.test(replicated)
      ? replicated.replace(/\nSETTINGS /, `\nSETTINGS ${durability}, `)
      : `${replicated.trimEnd()}\nSETTINGS ${durability}`
  if (!hasShards) return [durable]
  return [
    durable,
    `CREATE TABLE IF NOT EXISTS ${table} ON CLUSTER '${cluster}' AS ${table}_local ENGINE = Distributed('${cluster}', currentDatabase(), ${table}_local, ${shardingKey})`,
  ]
}
