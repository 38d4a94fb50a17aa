import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrokerPorts, prepareBrokers } from './kafka-broker.ts'
import type { Server } from './server.ts'
import { ServerProcess } from './server-process.ts'

export interface StackOptions {
  /** Where the data is kept; a stack on the same folder has it again. */
  readonly folder: string
  /** One for each broker. */
  readonly kafkaPorts: readonly BrokerPorts[]
  readonly clickHousePort: number
}

/** The servers of a stack, not yet started. */
export interface PreparedServers<S extends Server = Server> {
  readonly brokers: readonly S[]
  readonly clickHouse: S
  /** Called once, when all of them are ended for good. */
  release?(): Promise<void>
}

/** A Kafka cluster and ClickHouse on ports of this machine. */
export interface Stack<S extends Server = Server> extends Pick<PreparedServers<S>, 'brokers' | 'clickHouse'> {
  /** What the services have to be told. */
  readonly environment: { readonly KAFKA_BROKERS: string; readonly CLICKHOUSE_URL: string }
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
    },
    stop,
  }
}

/** Processes of this machine. */
export async function prepareProcesses({ folder, kafkaPorts, clickHousePort }: StackOptions): Promise<PreparedServers<ServerProcess>> {
  return { brokers: await prepareBrokers(join(folder, 'kafka'), kafkaPorts), clickHouse: await prepareClickHouse(folder, clickHousePort) }
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
