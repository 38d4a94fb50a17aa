import { type Disk, readDisks, type Store } from '@stitchlog/store'
import { Gauge, type Registry } from 'prom-client'

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
    disks = await readDisks(queries, cluster)
  }
}
