import type { Connection } from '../engine/connection.ts'
import type { Store } from '../engine/store.ts'
import { ofAllNodes } from '../sql/of-all-nodes.ts'

export interface Disk {
  readonly name: string
  readonly freeBytes: number
  readonly totalBytes: number
}

/**
 * The disks of a server; of a cluster those of the node with the least space each.
 *
 * @throws what the connection throws, for example if the user may not read system tables
 */
export async function readDisks(connection: Connection, cluster: Store['cluster']): Promise<readonly Disk[]> {
  const source = ofAllNodes('system.disks', cluster)
  const rows = await connection.selectRows<[name: string, free: number, total: number]>(
    `SELECT name, argMin(free_space, free_space / greatest(total_space, 1)), argMin(total_space, free_space / greatest(total_space, 1)) FROM ${source} GROUP BY name ORDER BY name`,
    { settings: ['skip_unavailable_shards = 1'] },
  )
  return rows.map(([name, freeBytes, totalBytes]) => ({ name, freeBytes, totalBytes }))
}
