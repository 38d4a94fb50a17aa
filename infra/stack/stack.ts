import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrokerPorts, prepareBrokers } from './kafka-broker.ts'
import { ServerProcess } from './server-process.ts'

export interface StackOptions {
  /** Where the data is kept; a stack on the same folder has it again. */
  readonly folder: string
  /** One for each broker. */
  readonly kafkaPorts: readonly BrokerPorts[]
  readonly clickHousePort: number
}

/** A Kafka cluster and ClickHouse on this machine, each of them processes of their own. */
export interface Stack {
  readonly brokers: readonly ServerProcess[]
  readonly clickHouse: ServerProcess
  /** What the services have to be told. */
  readonly environment: { readonly KAFKA_BROKERS: string; readonly CLICKHOUSE_URL: string }
  stop(): Promise<void>
}

const serverFile = fileURLToPath(new URL('click-house-server.ts', import.meta.url))

/** Starts everything, and resolves when all of it takes connections. */
export async function startStack({ folder, kafkaPorts, clickHousePort }: StackOptions): Promise<Stack> {
  const clickHouseFolder = join(folder, 'clickhouse')
  await mkdir(clickHouseFolder, { recursive: true })
  const brokers = await prepareBrokers(join(folder, 'kafka'), kafkaPorts)
  const clickHouse = new ServerProcess({
    name: 'ClickHouse',
    command: process.execPath,
    arguments: [serverFile, String(clickHousePort), join(clickHouseFolder, 'data')],
    port: clickHousePort,
    logFile: join(clickHouseFolder, 'server.log'),
  })
  const servers = [...brokers, clickHouse]
  const stop = async () => {
    for (const server of servers) await server.signal('SIGCONT')
    await Promise.all(servers.map((server) => server.signal('SIGTERM')))
  }
  try {
    // Brokers of one cluster come up together or not at all.
    await Promise.all(servers.map((server) => server.start()))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    brokers,
    clickHouse,
    environment: {
      KAFKA_BROKERS: kafkaPorts.map(({ client }) => `127.0.0.1:${client}`).join(','),
      CLICKHOUSE_URL: `http://127.0.0.1:${clickHousePort}`,
    },
    stop,
  }
}
