import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectKafka } from '@stitchlog/event-stream/kafka'
import type { Admin } from 'kafkajs'
import { vi } from 'vitest'
import { freePorts } from '../../infra/stack/free-ports.ts'
import type { Server } from '../../infra/stack/server.ts'
import { ServerProcess } from '../../infra/stack/server-process.ts'
import { prepareTestBrokers } from './container-stack.ts'
import { TcpProxy } from './tcp-proxy.ts'

/** A broker that the test files of one process use one after the other. A start of its own would cost each of them more than what it does with it. */
export interface SharedBroker {
  /** As KAFKA_BROKERS has it, by way of the proxy, to which the broker sends all clients. */
  readonly address: string
  /** As KAFKA_BROKERS has it, where only the first connection goes past the proxy. */
  readonly directAddress: string
  readonly proxy: TcpProxy
  readonly folder: string
}

let shared: Promise<SharedBroker> | undefined

/** Started by the first who asks for it. It ends with the process. Nobody kills or freezes it, and whoever uses topics that others use too empties it. */
export function shareBroker(): Promise<SharedBroker> {
  shared ??= start()
  return shared
}

/** Takes away all topics, and the groups of those who have left. */
export async function emptyBroker({ address, proxy }: SharedBroker): Promise<void> {
  proxy.weather = 'clear'
  proxy.onPassed = undefined
  const admin = connectKafka({ brokers: [address] }, 'test', () => {}).admin()
  await admin.connect()
  try {
    const topics = (await admin.listTopics()).filter((topic) => !topic.startsWith('__'))
    if (topics.length > 0) await admin.deleteTopics({ topics })
    // A member that was killed is one until its session has ended.
    await vi.waitFor(() => deleteGroups(admin), { timeout: 60_000, interval: 500 })
  } finally {
    await admin.disconnect()
  }
}

async function deleteGroups(admin: Admin): Promise<void> {
  const { groups } = await admin.listGroups()
  if (groups.length > 0) await admin.deleteGroups(groups.map(({ groupId }) => groupId))
}

async function start(): Promise<SharedBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'stitchlog-broker-'))
  const [client = 0, controller = 0, advertised = 0] = await freePorts(3)
  const { brokers } = await prepareTestBrokers(folder, [{ client, controller, advertised }])
  for (const broker of brokers) endWithProcess(broker, folder)
  await Promise.all(brokers.map((broker) => broker.start()))
  const proxy = await TcpProxy.start(advertised, client)
  return { address: `127.0.0.1:${advertised}`, directAddress: `127.0.0.1:${client}`, proxy, folder }
}

/** A container ends by itself when nobody speaks for it any more. */
function endWithProcess(broker: Server, folder: string): void {
  if (!(broker instanceof ServerProcess)) return
  process.once('exit', () => {
    if (broker.pid !== undefined) process.kill(broker.pid, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  // By which Vitest ends its processes.
  process.once('SIGTERM', () => process.exit())
}
