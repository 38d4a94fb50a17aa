// npm run stack
//
// The parts that the distributed services need, without containers: a Kafka broker (KAFKA_NODES=3: three of them) and ClickHouse over HTTP
// (CLICKHOUSE_NODES=3: a cluster), in the foreground until SIGINT or SIGTERM.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseOptions, runCommand } from '@stitchlog/service-kit'
import { ClickHouseCluster } from './click-house-cluster.ts'
import { readStackConfig, type StackConfig } from './config.ts'
import type { ServerProcess } from './server-process.ts'
import { prepareProcesses, startStack } from './stack.ts'

const restartPauseMs = 1000

const usage = `usage: npm run stack

The parts that the distributed services need, in the foreground until Ctrl-C. Takes no arguments, but the environment:

  KAFKA_NODES                brokers (default: 1)
  KAFKA_PORT                 port of the first broker; others take the ports after it (default: 9092)
  CLICKHOUSE_NODES           nodes of a ClickHouse cluster, a shard each; needs Python 3 (default: 1, a single server)
  CLICKHOUSE_PORT            port of ClickHouse's HTTP interface; nodes take the ports after it (default: 8123)
  STACK_DIR                  folder of all data, which is kept (default: a temporary one, which is deleted at the end)
  STITCHLOG_TOKEN_SECRET     secret that is printed for the services (default: a new one)`

await runCommand('stack', usage, async (args) => {
  parseOptions(args, { usage, options: {} })
  const config = readStackConfig()
  const folder = config.folder === undefined ? await mkdtemp(join(tmpdir(), 'stitchlog-stack-')) : resolve(config.folder)
  try {
    await run(config, folder)
  } catch (error) {
    console.error(`stack: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  } finally {
    if (config.folder === undefined) await rm(folder, { recursive: true, force: true })
    console.log(
      config.folder === undefined
        ? `The data is deleted with ${folder}. STACK_DIR=FOLDER npm run stack keeps it in a folder.`
        : `The data stays in ${folder}. To start on it again: the same STACK_DIR, ports, numbers of nodes and STITCHLOG_TOKEN_SECRET.`,
    )
  }
})
process.exit()

async function run(config: StackConfig, folder: string): Promise<void> {
  console.log(
    `Starting ${config.kafkaNodes === 1 ? 'a broker' : `${config.kafkaNodes} brokers`} and ClickHouse on ${folder}${config.folder === undefined ? ', which is deleted at the end (STACK_DIR=FOLDER keeps the data)' : ''}`,
  )
  const kafkaPorts = Array.from({ length: config.kafkaNodes }, (_, index) => ({
    client: config.kafkaPort + index,
    controller: config.kafkaPort + 100 + index,
  }))
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort())
  const { clickHousePort, clickHouseNodes: nodeCount } = config
  const clickHouseNodes = Array.from({ length: nodeCount }, (_, index) => ({
    http: clickHousePort + 1 + index,
    tcp: clickHousePort + 101 + index,
    tcpBehind: clickHousePort + 201 + index,
  }))
  const stack = await startStack({ folder, kafkaPorts, clickHousePort, ...(nodeCount === 1 ? {} : { clickHouseNodes }) }, prepareProcesses)
  for (const broker of stack.brokers) broker.onDeath = () => void keepAlive(broker, stopping.signal)
  const { clickHouse } = stack
  if (clickHouse instanceof ClickHouseCluster) {
    for (const node of clickHouse.nodes)
      node.process.onDeath = () => void keepAlive({ name: node.process.name, start: () => clickHouse.startNode(node) }, stopping.signal)
  } else clickHouse.onDeath = () => void keepAlive(clickHouse, stopping.signal)
  const environment = { ...stack.environment, STITCHLOG_TOKEN_SECRET: config.tokenSecret }
  const servers = [...stack.brokers, ...(clickHouse instanceof ClickHouseCluster ? clickHouse.nodes.map(({ process }) => process) : [clickHouse])]
  console.log(`Processes: ${servers.map(({ name, pid }) => `${name} ${pid}`).join(', ')}. One that ends is started again on its data.`)
  console.log('ready')
  for (const [name, value] of Object.entries(environment)) console.log(`export ${name}=${value}`)
  if (!stopping.signal.aborted) await once(stopping.signal, 'abort')
  await stack.stop()
}

async function keepAlive(server: Pick<ServerProcess, 'name' | 'start'>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    console.log(`${server.name} has ended; starting it again`)
    await setTimeout(restartPauseMs)
    try {
      await server.start()
      return
    } catch (error) {
      console.log(error instanceof Error ? error.message : error)
    }
  }
}
