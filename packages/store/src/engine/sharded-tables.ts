/** Tables that grow with the number of people: spread over the shards of a cluster, all of one person in one of them. */
const shardedTables: ReadonlySet<string> = new Set(['session_spans', 'user_days'])

export const isSharded = (table: string) => shardedTables.has(table)
