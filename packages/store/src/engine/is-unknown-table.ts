/** Whether ClickHouse lacks a table: in a new database, or on a node that was just added to a cluster, while others have it. */
export const isUnknownTable = (error: unknown): boolean => error instanceof Error && 'type' in error && error.type === 'UNKNOWN_TABLE'
