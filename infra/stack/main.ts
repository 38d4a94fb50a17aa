// npm run stack
//
// The parts that the distributed services need, without containers: a Kafka broker (KAFKA_NODES=3: three of them) and ClickHouse over HTTP, in
// the foreground until SIGINT or SIGTERM.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { readStackConfig } from './config.ts'
import type { ServerProcess } from './server-process.ts'
import { prepareProcesses, startStack } from './stack.ts'

const restartPauseMs = 1000

const config = readStackConfig()
const folder = config.folder === undefined ? await mkdtemp(join(tmpdir(), 'stitchlog-stack-')) : resolve(config.folder)
console.log(`Starting ${config.kafkaNodes === 1 ? 'a broker' : `${config.kafkaNodes} brokers`} and ClickHouse on ${folder}`)
const kafkaPorts = Array.from({ length: config.kafkaNodes }, (_, index) => ({
  client: config.kafkaPort + index,
  controller: config.kafkaPort + 100 + index,
}))
let isStopping = false
const signal = new Promise<void>((resolveSignal) => {
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolveSignal())
})
try {
  const stack = await startStack({ folder, kafkaPorts, clickHousePort: config.clickHousePort }, prepareProcesses)
  for (const server of [...stack.brokers, stack.clickHouse]) server.onDeath = () => void keepAlive(server)
  const environment = { ...stack.environment, STITCHLOG_TOKEN_SECRET: config.tokenSecret }
  console.log('ready')
  for (const [name, value] of Object.entries(environment)) console.log(`${name}=${value}`)
  await signal
  isStopping = true
  await stack.stop()
} catch (error) {
  console.error(`stack: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
} finally {
  if (config.folder === undefined) await rm(folder, { recursive: true, force: true })
}
process.exit()

async function keepAlive(server: ServerProcess): Promise<void> {
  while (!isStopping) {
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
