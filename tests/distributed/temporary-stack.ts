import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { type Stack, startStack } from '../../infra/stack/stack.ts'
import { prepareTestBrokers, prepareTestServers } from './container-stack.ts'

/** A stack on free ports and in a folder of its own, which goes with it. */
export async function startTemporaryStack(brokerCount = 1): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'stitchlog-stack-'))
  const [clickHousePort = 0, ...ports] = await freePorts(1 + 2 * brokerCount)
  const kafkaPorts = Array.from({ length: brokerCount }, (_, index) => ({ client: ports[2 * index] ?? 0, controller: ports[2 * index + 1] ?? 0 }))
  const stack = await startStack({ folder, kafkaPorts, clickHousePort }, prepareTestServers)
  return {
    ...stack,
    async stop() {
      await stack.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A broker on free ports and in a folder of its own, which goes with it. */
export async function startTemporaryBroker(): Promise<TemporaryBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'stitchlog-broker-'))
  const [client = 0, controller = 0] = await freePorts(2)
  const { brokers, release } = await prepareTestBrokers(folder, [{ client, controller }])
  const stop = async () => {
    await Promise.all(brokers.map((broker) => broker.stop()))
    await release?.()
    await rm(folder, { recursive: true, force: true })
  }
  await Promise.all(brokers.map((broker) => broker.start())).catch(async (error) => {
    await stop()
    throw error
  })
  return { address: `127.0.0.1:${client}`, stop }
}

export interface TemporaryBroker {
  /** As KAFKA_BROKERS has it. */
  readonly address: string
  stop(): Promise<void>
}

/** Whether this machine can run a broker. On a build machine it has to: there a missing part fails the tests instead of passing them over. */
export const canRunStack = () => hasCommands(['java', 'mvn'], 'nothing that needs a Kafka broker')

/** Whether this machine can run ClickHouse nodes, in the same sense. */
export const canRunCluster = () => hasCommands(['python3'], 'nothing that needs a ClickHouse cluster')

function hasCommands(commands: readonly string[], untestable: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const missing = commands.filter((command) => !folders.some((folder) => existsSync(join(folder, command))))
  if (missing.length === 0) return true
  const message = `${missing.join(' and ')} missing: ${untestable} can be tested`
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(`\n!!! SKIPPED: ${message} !!!\n`)
  return false
}
