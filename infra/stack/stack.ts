import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ClickHouseCluster } from './click-house-cluster.ts'
import { type ClickHousePorts, clusterDatabase, clusterName } from './click-house-node.ts'
import { type BrokerPorts, prepareBrokers } from './kafka-broker.ts'
import type { Server } from './server.ts'
import { ServerProcess } from './server-process.ts'

export interface StackOptions {
  /** Where the data is kept; a stack on the same folder has it again. */
  readonly folder: string
  /** One for each broker. */
  readonly kafkaPorts: readonly BrokerPorts[]
  /** Where clients find it. */
  readonly clickHousePort: number
  /** One for each node of a cluster; a single server without any. */
  readonly clickHouseNodes?: readonly ClickHousePorts[]
}

/** The servers of a stack, not yet started. */
export interface PreparedServers<S extends Server = Server> {
  readonly brokers: readonly S[]
  readonly clickHouse: S | ClickHouseCluster
  /** Called once, when all of them are ended for good. */
  release?(): Promise<void>
}

/** A Kafka cluster and ClickHouse on ports of this machine. */
export interface Stack<S extends Server = Server> extends Pick<PreparedServers<S>, 'brokers' | 'clickHouse'> {
  /** What the services have to be told. */
  readonly environment: Readonly<Record<'KAFKA_BROKERS' | 'CLICKHOUSE_URL' | 'CLICKHOUSE_DATABASE', string>> & {
    readonly CLICKHOUSE_CLUSTER?: string
  }
  stop(): Promise<void>
}

const serverFile = fileURLToPath(new URL('click-house-server.ts', import.meta.url))

/** Starts everything, and resolves when all of it takes connections. */
export async function startStack<S extends Server>(
  options: StackOptions,
  prepare: (options: StackOptions) => Promise<PreparedServers<S>>,
): Promise<Stack<S>> {
  const prepared = await prepare(options)
  const { brokers, clickHouse } = prepared
  const servers = [...brokers, clickHouse]
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()))
    await prepared.release?.()
  }
  // Brokers of one cluster come up together or not at all.
  const starts = await Promise.allSettled(servers.map((server) => server.start()))
  for (const start of starts) {
    if (start.status === 'fulfilled') continue
    await stop()
    throw start.reason
  }
  return {
    brokers,
    clickHouse,
    environment: {
      KAFKA_BROKERS: options.kafkaPorts.map(({ client }) => `127.0.0.1:${client}`).join(','),
      CLICKHOUSE_URL: `http://127.0.0.1:${options.clickHousePort}`,
      ...(options.clickHouseNodes === undefined
        ? { CLICKHOUSE_DATABASE: 'default' }
        : { CLICKHOUSE_DATABASE: clusterDatabase, CLICKHOUSE_CLUSTER: clusterName }),
    },
    stop,
  }
}

/** Processes of this machine. */
export async function prepareProcesses(options: StackOptions): Promise<PreparedServers<ServerProcess>> {
  const { folder, kafkaPorts, clickHousePort, clickHouseNodes } = options
  return {
    brokers: await prepareBrokers(join(folder, 'kafka'), kafkaPorts),
    clickHouse:
      clickHouseNodes === undefined
        ? await prepareClickHouse(folder, clickHousePort)
        : new ClickHouseCluster(folder, clickHousePort, clickHouseNodes),
  }
}

/** ClickHouse as a process of this machine. */
export async function prepareClickHouse(folder: string, port: number): Promise<ServerProcess> {
  const clickHouseFolder = join(folder, 'clickhouse')
  await mkdir(clickHouseFolder, { recursive: true })
  return new ServerProcess({
    name: 'ClickHouse',
    command: process.execPath,
    arguments: [serverFile, String(port), join(clickHouseFolder, 'data')],
    port,
    logFile: join(clickHouseFolder, 'server.log'),
  })
}
