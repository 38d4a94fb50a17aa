import { refusalKind } from '@stitchlog/service-kit'
import { type Disk, readDisks, type Store } from '@stitchlog/store'
import { Gauge, type Registry } from 'prom-client'

/** The user needs no right to see disks for anything else. */
const notAllowed = new Set(['ACCESS_DENIED'])

/**
 * Reports the space on ClickHouse's disks; nothing if its user may not read system tables.
 *
 * @returns reads it anew; to be called from time to time
 */
export function measureDisks(metrics: Registry, { queries, cluster }: Pick<Store, 'queries' | 'cluster'>): () => Promise<void> {
  let disks: readonly Disk[] = []
  new Gauge({
    name: 'stitchlog_database_disk_free_ratio',
    help: "Share of ClickHouse's disk that is free; of a cluster, on the node with the least.",
    labelNames: ['disk'],
    registers: [metrics],
    collect() {
      this.reset()
      for (const { name, freeBytes, totalBytes } of disks) if (totalBytes > 0) this.set({ disk: name }, freeBytes / totalBytes)
    },
  })
  return async () => {
    try {
      disks = await readDisks(queries, cluster)
    } catch (error) {
      if (refusalKind(error, notAllowed) === undefined) throw error
      disks = []
    }
  }
}
