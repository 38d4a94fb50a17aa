import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OrderlyPort } from './orderly-port.ts'
import { ServerProcess } from './server-process.ts'

/** Where a node listens on 127.0.0.1: for clients, and for the other nodes. */
export interface ClickHousePorts {
  readonly http: number
  readonly tcp: number
  /** Where the process itself listens for what comes by `tcp`. */
  readonly tcpBehind: number
}

export const clusterName = 'activity'
export const clusterDatabase = 'stitchlog'

const launcher = fileURLToPath(new URL('click-house-node.py', import.meta.url))

/** Somebody who may log in beside `default`, who may do everything and has no password. */
export interface ClickHouseUser {
  readonly name: string
  readonly password: string
  /** What GRANT and TO would stand around, such as `SELECT, INSERT ON stitchlog.access_log`. */
  readonly grants: readonly string[]
}

/** A query that keeps the process up for thirty years. */
const keepUp = 'SELECT sum(sleepEachRow(1)) FROM numbers(1000000000) SETTINGS function_sleep_max_microseconds_per_block = 0, max_block_size = 1'

/**
 * A genuine ClickHouse server: one node, and one shard, of a cluster. It reads which shards there are when it starts.
 *
 * What is not to be had without a ClickHouse server is the coordination of several: `ON CLUSTER`, and replication. `ClickHouseCluster` stands in for these.
 */
export class ClickHouseNode {
  readonly ports: ClickHousePorts
  readonly process: ServerProcess
  readonly #folder: string
  readonly #shard: number
  readonly #users: readonly ClickHouseUser[]
  readonly #front: OrderlyPort

  /** @param shard from 1 */
  constructor(folder: string, shard: number, ports: ClickHousePorts, users: readonly ClickHouseUser[] = []) {
    this.ports = ports
    this.#front = new OrderlyPort(ports.tcpBehind)
    this.#users = users
    this.#folder = join(folder, `node-${shard}`)
    this.#shard = shard
    const statements = ['SYSTEM START LISTEN TCP', 'SYSTEM START LISTEN HTTP', keepUp].join('; ')
    this.process = new ServerProcess({
      name: `ClickHouse node ${shard}`,
      command: 'python3',
      // An absolute path: relative ones cannot be written through to the disk.
      arguments: [launcher, libraryFile(), '--config-file', this.#configFile, '--path', join(this.#folder, 'data'), '--query', statements],
      port: ports.http,
      logFile: join(this.#folder, 'server.log'),
    })
  }

  /** @param shards the TCP ports of all shards, in their order */
  async start(shards: readonly number[]): Promise<void> {
    await this.#front.listen(this.ports.tcp)
    await mkdir(this.#folder, { recursive: true })
    await writeFile(this.#configFile, this.#config(shards))
    await writeFile(this.#usersFile, usersConfig(this.#users))
    await this.process.start()
    await this.run(`CREATE DATABASE IF NOT EXISTS ${clusterDatabase} ENGINE = Atomic`)
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    await this.process.stop()
    this.#front.stop()
  }

  /**
   * Runs a statement on this node alone.
   *
   * @returns what it answers, in ClickHouse's TabSeparated format
   * @throws Error with ClickHouse's message
   */
  async run(statement: string, database = 'default'): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.ports.http}/?database=${database}`, { method: 'POST', body: statement })
    const text = await response.text()
    if (!response.ok) throw new Error(`${this.process.name}: ${text}`)
    return text
  }

  get #configFile(): string {
    return join(this.#folder, 'config.xml')
  }

  get #usersFile(): string {
    return join(this.#folder, 'users.xml')
  }

  #config(shards: readonly number[]): string {
    const servers = shards.map(
      (port) => `<shard><internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`,
    )
    return `<clickhouse>
  <logger><level>warning</level><log>${join(this.#folder, 'clickhouse.log')}</log></logger>
  <http_port>${this.ports.http}</http_port>
  <tcp_port>${this.ports.tcpBehind}</tcp_port>
  <listen_host>127.0.0.1</listen_host>
  <users_config>${this.#usersFile}</users_config>
  <backups><allowed_path>${this.#folder}</allowed_path></backups>
  <macros><shard>${this.#shard}</shard><replica>a</replica></macros>
  <remote_servers><${clusterName}>${servers.join('')}</${clusterName}></remote_servers>
</clickhouse>
`
  }
}

function usersConfig(users: readonly ClickHouseUser[]): string {
  const user = (name: string, password: string, more: string) =>
    `<${name}><password>${password}</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>${more}</${name}>`
  const grants = (each: ClickHouseUser) => `<grants>${each.grants.map((grant) => `<query>GRANT ${grant}</query>`).join('')}</grants>`
  return `<clickhouse>
  <profiles><default/></profiles>
  <quotas><default/></quotas>
  <users>
    ${[user('default', '', '<access_management>1</access_management>'), ...users.map((each) => user(each.name, each.password, grants(each)))].join('\n    ')}
  </users>
</clickhouse>
`
}

/** Where chDB's package for this platform has the library. */
function libraryFile(): string {
  const chdb = createRequire(import.meta.url).resolve('chdb')
  const platform = process.platform === 'linux' ? `linux-${process.arch}-gnu` : `${process.platform}-${process.arch}`
  return join(dirname(createRequire(chdb).resolve(`@chdb/lib-${platform}`)), 'libchdb.so')
}
