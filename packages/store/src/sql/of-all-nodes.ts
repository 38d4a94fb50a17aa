import { sqlText } from './sql-text.ts'

/** A table of the system, as a source of rows: that of this server, or on a cluster those of all nodes. */
export const ofAllNodes = (table: `system.${string}`, cluster: string | undefined): string =>
  cluster === undefined ? table : `clusterAllReplicas(${sqlText(cluster)}, ${table})`
