/** Tables that grow with the number of people: spread over the shards, all of one person in one of them. */
const shardedTables = new Set(['session_spans', 'user_days'])

const shardingKey = 'cityHash64(network_id, user_id)'

/** Only what is on the disk counts as stored. */
const durability = 'fsync_after_insert = 1, fsync_part_directory = 1'

/**
 * A statement of the schema as a cluster needs it. Sharded tables become one replicated table on each shard and a Distributed table over them under the
 * name that everything else uses; all other tables are one replicated table that every node has whole; views stay views, over the Distributed table, so
 * that a session survives a new shard.
 *
 * @param statement CREATE TABLE, CREATE VIEW or ALTER TABLE, as in `migrations/`
 */
export function onCluster(statement: string, cluster: string): string[] {
  const table = /^CREATE TABLE IF NOT EXISTS (\w+)/m.exec(statement)?.[1]
  if (table !== undefined) return tableOnCluster(statement, table, cluster)
  const altered = /^ALTER TABLE (\w+)/m.exec(statement)?.[1]
  if (altered !== undefined)
    return alteredTables(statement, altered, cluster).map((name) => statement.replace(/^ALTER TABLE \w+/m, `ALTER TABLE ${name}`))
  return [statement.replace(/^(CREATE (?:OR REPLACE )?VIEW (?:IF NOT EXISTS )?\w+)/m, `$1 ON CLUSTER '${cluster}'`)]
}

/** Where the rows of this node are. */
export const localTable = (table: string, cluster: string | undefined) =>
  cluster !== undefined && shardedTables.has(table) ? `${table}_local` : table

/** What to name in a DELETE or ALTER: a Distributed table takes neither. */
export function mutationTarget(table: string, cluster: string | undefined): string {
  if (cluster === undefined) return table
  return `${localTable(table, cluster)} ON CLUSTER '${cluster}'`
}

/** A column is one of both tables of a sharded one; first of that which has the rows. */
function alteredTables(statement: string, table: string, cluster: string): string[] {
  const isNewColumn = shardedTables.has(table) && /ADD COLUMN/.test(statement)
  return [mutationTarget(table, cluster), ...(isNewColumn ? [`${table} ON CLUSTER '${cluster}'`] : [])]
}

function tableOnCluster(statement: string, table: string, cluster: string): string[] {
  const isSharded = shardedTables.has(table)
  const path = isSharded
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
  if (!isSharded) return [durable]
  return [
    durable,
    `CREATE TABLE IF NOT EXISTS ${table} ON CLUSTER '${cluster}' AS ${table}_local ENGINE = Distributed('${cluster}', currentDatabase(), ${table}_local, ${shardingKey})`,
  ]
}
