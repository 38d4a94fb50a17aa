import type { Store } from '../engine/store.ts'
import { ofAllNodes } from '../sql/of-all-nodes.ts'
import { sqlText } from '../sql/sql-text.ts'
import { type Disk, readDisks } from './read-disks.ts'

export interface ServerState {
  readonly version: string
  readonly disks: readonly Disk[]
  /** Tables with deletions or other changes that have not been done for an hour, with the class of the error if there was one. */
  readonly stuckMutations: readonly { readonly table: string; readonly count: number; readonly error: string }[]
  /** Replicas that take no writes, or that lag by over a hundred steps. */
  readonly sickReplicas: readonly { readonly table: string; readonly isReadOnly: boolean; readonly queued: number }[]
  /** Of a cluster: how many changes each node's ledger has, and a checksum of their ids. Nodes that are alike have the same. */
  readonly ledgers: readonly { readonly node: string; readonly changes: number; readonly checksum: string }[]
}

/**
 * What a server, or each node of a cluster, says of itself.
 *
 * @throws what the connection throws, for example if the user may not read system tables
 */
export async function readServerState({ ledgerQueries, cluster }: Pick<Store, 'ledgerQueries' | 'cluster'>): Promise<ServerState> {
  const settings = ['skip_unavailable_shards = 1']
  const [[version] = ['']] = await ledgerQueries.selectRows<[version: string]>('SELECT version()')
  const mutations = await ledgerQueries.selectRows<[table: string, count: number, error: string]>(
    `
      SELECT table, count(), extract(max(latest_fail_reason), '\\\\(([A-Z_]+)\\\\)')
      FROM ${ofAllNodes('system.mutations', cluster)}
      WHERE database = currentDatabase() AND NOT is_done AND create_time < now() - INTERVAL 1 HOUR
      GROUP BY table
      ORDER BY table`,
    { settings },
  )
  const replicas = await ledgerQueries.selectRows<[table: string, isReadOnly: 0 | 1, queued: number]>(
    `
      SELECT table, max(is_readonly), max(queue_size)
      FROM ${ofAllNodes('system.replicas', cluster)}
      WHERE database = currentDatabase() AND (is_readonly OR queue_size > 100)
      GROUP BY table
      ORDER BY table`,
    { settings },
  )
  const ledgers =
    cluster === undefined
      ? []
      : await ledgerQueries.selectRows<[node: string, changes: number, checksum: string]>(
          `
      SELECT node, count(), toString(groupBitXor(cityHash64(change_id)))
      FROM (SELECT DISTINCT concat(hostName(), ':', toString(tcpPort())) AS node, change_id FROM clusterAllReplicas(${sqlText(cluster)}, currentDatabase(), tracking_ledger))
      GROUP BY node
      ORDER BY node`,
          { settings },
        )
  return {
    version,
    disks: await readDisks(ledgerQueries, cluster),
    stuckMutations: mutations.map(([table, count, error]) => ({ table, count, error })),
    sickReplicas: replicas.map(([table, isReadOnly, queued]) => ({ table, isReadOnly: isReadOnly === 1, queued })),
    ledgers: ledgers.map(([node, changes, checksum]) => ({ node, changes, checksum })),
  }
}
