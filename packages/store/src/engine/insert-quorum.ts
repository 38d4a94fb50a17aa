import type { ClickHouseSettings } from '@clickhouse/client'
import type { Connection } from './connection.ts'
import { isSharded } from './sharded-tables.ts'

/** A replica that was added counts from then on. */
const knownForMs = 60_000

interface Replicas {
  readonly ofShard: number
  readonly ofAll: number
}

/** How many replicas of a cluster have to have rows before an insert is confirmed: more than half of those that are to have them. */
export class InsertQuorum {
  readonly #connection: Connection
  readonly #cluster: string
  #known: Promise<Replicas> | undefined
  #knownAt = Number.NEGATIVE_INFINITY

  constructor(connection: Connection, cluster: string) {
    this.#connection = connection
    this.#cluster = cluster
  }

  /** @returns the settings for an insert into a table; without a quorum where there is one replica, since ClickHouse would wait for a second one */
  async settingsFor(table: string): Promise<ClickHouseSettings> {
    const { ofShard, ofAll } = await this.#replicas()
    if (isSharded(table)) return ofShard < 2 ? {} : { insert_quorum: 'auto', insert_quorum_parallel: 1 }
    // One after the other: only so can a read be sure to see all that was confirmed before it.
    return ofAll < 2 ? {} : { insert_quorum: 'auto', insert_quorum_parallel: 0 }
  }

  async #replicas(): Promise<Replicas> {
    if (this.#known === undefined || performance.now() - this.#knownAt > knownForMs) {
      const reading = this.#read()
      this.#known = reading
      this.#knownAt = performance.now()
      // The next insert asks again.
      reading.catch(() => {
        if (this.#known === reading) this.#known = undefined
      })
    }
    return await this.#known
  }

  async #read(): Promise<Replicas> {
    const [row] = await this.#connection.selectRows<[ofShard: number, ofAll: number]>(`
      SELECT min(replicas), sum(replicas)
      FROM (SELECT shard_num, count() AS replicas FROM system.clusters WHERE cluster = '${this.#cluster}' GROUP BY shard_num)`)
    const [ofShard, ofAll] = row ?? [0, 0]
    if (ofAll === 0) throw new Error(`the server knows of no cluster ${this.#cluster}`)
    return { ofShard, ofAll }
  }
}
