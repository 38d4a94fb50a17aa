import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHttpStore, type Store } from '@stitchlog/store'
import { ClickHouseCluster } from '../../infra/stack/click-house-cluster.ts'
import { type ClickHouseNode, type ClickHousePorts, clusterName } from '../../infra/stack/click-house-node.ts'
import { freePorts } from '../../infra/stack/free-ports.ts'

/** A cluster of ClickHouse nodes in a temporary folder, with databases of the test's own on it. */
export class TestCluster {
  readonly cluster: ClickHouseCluster
  /** Where clients find it. */
  readonly url: string
  readonly #folder: string
  readonly #databases: string[] = []
  readonly #stores: Store[] = []

  private constructor(cluster: ClickHouseCluster, url: string, folder: string) {
    this.cluster = cluster
    this.url = url
    this.#folder = folder
  }

  static async start(nodeCount: number): Promise<TestCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'stitchlog-cluster-'))
    const [port = 0, ...ports] = await freePorts(1 + 3 * nodeCount)
    const cluster = new ClickHouseCluster(folder, port, portsOfNodes(ports))
    await cluster.start()
    return new TestCluster(cluster, `http://127.0.0.1:${port}`, folder)
  }

  get nodes(): readonly ClickHouseNode[] {
    return this.cluster.nodes
  }

  /** Makes a database, without tables, and opens it. */
  async createDatabase(name: string): Promise<Store> {
    this.#databases.push(name)
    await this.onNodes((node) => node.run(`CREATE DATABASE ${name} ENGINE = Atomic`))
    return this.open(name)
  }

  /** Opens a database once more, as another process does. */
  open(name: string): Store {
    const store = openHttpStore({ url: this.url, user: 'default', password: '', database: name, cluster: clusterName })
    this.#stores.push(store)
    return store
  }

  /** Adds an empty shard, with databases but without tables. */
  async addNode(): Promise<ClickHouseNode> {
    const [ports] = portsOfNodes(await freePorts(3))
    if (ports === undefined) throw new Error('no free ports')
    const node = await this.cluster.addNode(ports)
    for (const name of this.#databases) await node.run(`CREATE DATABASE ${name} ENGINE = Atomic`)
    return node
  }

  async onNodes<T>(use: (node: ClickHouseNode) => Promise<T>): Promise<T[]> {
    return await Promise.all(this.nodes.map(use))
  }

  async stop(): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.close()))
    await this.cluster.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** Three for each node. */
function portsOfNodes(ports: readonly number[]): ClickHousePorts[] {
  return Array.from({ length: ports.length / 3 }, (_, index) => {
    const [http = 0, tcp = 0, tcpBehind = 0] = ports.slice(3 * index)
    return { http, tcp, tcpBehind }
  })
}
