import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type deadLetterTopic, eventsTopic, type Scope, stitcherGroup } from '@stitchlog/contracts'
import { connectKafka, readTopicToEnd } from '@stitchlog/event-stream/kafka'
import { signToken } from '@stitchlog/http-kit'
import { openHttpStore, readAllSessionParts, type Store } from '@stitchlog/store'
import type { SessionPart } from '@stitchlog/timeline'
import kafkajs, { type Admin, type Kafka } from 'kafkajs'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { type Stack, startStack } from '../../infra/stack/stack.ts'
import { prepareTestServers } from './container-stack.ts'
import { type ServiceName, ServiceProcess } from './service-process.ts'
import { emptyBroker, type SharedBroker, shareBroker } from './shared-broker.ts'
import { TcpProxy } from './tcp-proxy.ts'

const tokenSecret = 'a secret for tests, of more than 32 characters'

export interface StoredRecord {
  readonly partition: number
  readonly offset: number
  readonly value: Buffer | null
  readonly timestamp: number
  readonly header: (name: string) => string | undefined
}

interface Parts {
  readonly stack: Stack
  readonly kafkaProxies: readonly TcpProxy[]
  readonly clickHouseProxy: TcpProxy
  readonly folder: string
  readonly sharedBroker: SharedBroker | undefined
}

/** The distributed system on this machine, with a network of its own in between that can be made a bad one. */
export class TestSystem {
  readonly stack: Stack
  /** To the brokers, one each. */
  readonly kafkaProxies: readonly TcpProxy[]
  readonly clickHouseProxy: TcpProxy
  /** Past the proxy. */
  readonly store: Store
  readonly kafka: Kafka
  readonly folder: string
  readonly services: ServiceProcess[] = []
  readonly #sharedBroker: SharedBroker | undefined
  #admin: Promise<Admin> | undefined
  /** What every service is started with. */
  readonly environment: Readonly<Record<string, string>>

  private constructor(parts: Parts, environment: Readonly<Record<string, string>>) {
    this.stack = parts.stack
    this.kafkaProxies = parts.kafkaProxies
    this.clickHouseProxy = parts.clickHouseProxy
    this.folder = parts.folder
    this.#sharedBroker = parts.sharedBroker
    const { CLICKHOUSE_URL: url, CLICKHOUSE_DATABASE: database, CLICKHOUSE_CLUSTER: cluster } = parts.stack.environment
    this.store = openHttpStore({ url, user: 'default', password: '', database, ...(cluster === undefined ? {} : { cluster }) })
    this.kafka = connectKafka({ brokers: environment['KAFKA_BROKERS']?.split(',') ?? [] }, 'test', () => {})
    this.environment = environment
  }

  /** With brokers of its own, which the test may kill and freeze. */
  static async start({
    brokerCount = 1,
    clickHouseNodeCount = 1,
    environment = {},
    sharedBroker,
  }: {
    brokerCount?: number
    sharedBroker?: SharedBroker
    /** More than one: a cluster. */
    clickHouseNodeCount?: number
    environment?: Record<string, string>
  } = {}): Promise<TestSystem> {
    const folder = await mkdtemp(join(tmpdir(), 'stitchlog-system-'))
    const [clickHousePort = 0, clickHouseProxyPort = 0, ...ports] = await freePorts(2 + 3 * brokerCount + 3 * clickHouseNodeCount)
    const kafkaPorts = Array.from({ length: brokerCount }, (_, index) => {
      const [client = 0, controller = 0, advertised = 0] = ports.slice(3 * index)
      return { client, controller, advertised }
    })
    const clickHouseNodes = Array.from({ length: clickHouseNodeCount }, (_, index) => {
      const [http = 0, tcp = 0, tcpBehind = 0] = ports.slice(3 * brokerCount + 3 * index)
      return { http, tcp, tcpBehind }
    })
    const options = { folder: join(folder, 'stack'), kafkaPorts, clickHousePort, ...(clickHouseNodeCount === 1 ? {} : { clickHouseNodes }) }
    const stack = await startStack(options, prepareTestServers)
    const kafkaProxies = await Promise.all(kafkaPorts.map(({ client, advertised }) => TcpProxy.start(advertised, client)))
    const clickHouseProxy = await TcpProxy.start(clickHouseProxyPort, clickHousePort)
    await mkdir(join(folder, 'logs'))
    const brokers = sharedBroker?.address ?? kafkaPorts.map(({ advertised }) => `127.0.0.1:${advertised}`).join(',')
    const parts =
      sharedBroker === undefined
        ? { stack, kafkaProxies, clickHouseProxy, folder, sharedBroker }
        : { stack: withBroker(stack, sharedBroker), kafkaProxies: [sharedBroker.proxy], clickHouseProxy, folder, sharedBroker }
    return new TestSystem(parts, {
      ...stack.environment,
      KAFKA_BROKERS: brokers,
      CLICKHOUSE_URL: `http://127.0.0.1:${clickHouseProxyPort}`,
      STITCHLOG_TOKEN_SECRET: tokenSecret,
      KAFKA_PARTITIONS: '6',
      KAFKA_SESSION_TIMEOUT_MS: '6000',
      ...environment,
    })
  }

  /** With the broker that the files of this process share: for tests that do no more to it than cut it off. */
  static async startOnSharedBroker(environment: Record<string, string> = {}): Promise<TestSystem> {
    return await TestSystem.start({ brokerCount: 0, environment, sharedBroker: await shareBroker() })
  }

  /** @param root the folder of another version, with its packages installed */
  async startService(name: ServiceName, root?: string): Promise<ServiceProcess> {
    const [port = 0] = await freePorts(1)
    const service = new ServiceProcess(name, port, this.environment, join(this.folder, 'logs', `${name}-${port}.log`), root)
    this.services.push(service)
    return service
  }

  async tokenFor(networks: readonly string[]): Promise<string> {
    const scopes: readonly Scope[] = ['activity:relay', 'activity:read', 'activity:manage']
    return await signToken(tokenSecret, { subject: 'tester', networks, scopes, expiresInSeconds: 3600 }, Date.now())
  }

  /** Has the brokers take records of up to 20 MB for the event topic, which a service has created. */
  async takeLargeRecords(): Promise<void> {
    const configEntries = [
      { name: 'max.message.bytes', value: '20000000' },
      // All settings are replaced, this one by itself.
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
    ]
    const resources = [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: eventsTopic, configEntries }]
    await this.#withAdmin((admin) => admin.alterConfigs({ validateOnly: false, resources }))
  }

  /** Everything that is in a topic. */
  async readTopic(topic: typeof eventsTopic | typeof deadLetterTopic = eventsTopic): Promise<StoredRecord[]> {
    const records: StoredRecord[] = []
    await readTopicToEnd(this.kafka, topic, (message) => {
      const { partition, offset, value, timestamp, headers = {} } = message
      const header = (name: string) => (headers[name] === undefined ? undefined : String(headers[name]))
      records.push({ partition, offset: Number(offset), value, timestamp: Number(timestamp), header })
    })
    return records
  }

  /** Resolves when the stitchers have committed all that is in the topic. */
  async workedOff(timeoutMs: number): Promise<void> {
    for (const giveUpAt = Date.now() + timeoutMs; ; await setTimeout(200)) {
      const lag = await this.lag().catch(() => undefined)
      if (lag === 0) return
      if (Date.now() > giveUpAt) throw new Error(`the stitchers do not get done: lag ${lag}; see ${this.folder}`)
    }
  }

  /** Resolves when the stitchers have committed more than at the call, or all that is in the topic. */
  async readsOn(timeoutMs: number): Promise<void> {
    let before: number | undefined
    for (const giveUpAt = Date.now() + timeoutMs; ; await setTimeout(200)) {
      const [lag, committed] = (await Promise.all([this.lag(), this.#committed()]).catch(() => undefined)) ?? []
      if (lag === 0) return
      if (before !== undefined && committed !== undefined && committed > before) return
      before ??= committed
      if (Date.now() > giveUpAt) throw new Error(`the stitchers do not read on: lag ${lag}; see ${this.folder}`)
    }
  }

  async #committed(): Promise<number> {
    return await this.#withAdmin(async (admin) => {
      const [committed] = await admin.fetchOffsets({ groupId: stitcherGroup, topics: [eventsTopic] })
      return committed?.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0) ?? 0
    })
  }

  async lag(): Promise<number> {
    return await this.#withAdmin(async (admin) => {
      const ends = await admin.fetchTopicOffsets(eventsTopic)
      const [committed] = await admin.fetchOffsets({ groupId: stitcherGroup, topics: [eventsTopic] })
      const offsets = new Map(committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
      return ends.reduce((sum, { partition, low, high }) => sum + Number(high) - Math.max(Number(low), offsets.get(partition) ?? 0), 0)
    })
  }

  async sessionParts(): Promise<SessionPart[]> {
    const all: SessionPart[] = []
    for await (const parts of readAllSessionParts(this.store)) all.push(...parts)
    return all
  }

  /** @param keepFolder so that its logs can be read */
  async stop(keepFolder = false): Promise<void> {
    for (const proxy of [...this.kafkaProxies, this.clickHouseProxy]) proxy.weather = 'clear'
    // Members of a group that leave it need not be waited for.
    await Promise.all(this.services.map((service) => service.stop(this.#sharedBroker === undefined ? 'SIGKILL' : 'SIGTERM')))
    await this.#admin?.then((admin) => admin.disconnect()).catch(() => {})
    await this.store.close()
    if (this.#sharedBroker !== undefined) await emptyBroker(this.#sharedBroker)
    else await Promise.all(this.kafkaProxies.map((proxy) => proxy.stop()))
    await this.clickHouseProxy.stop()
    await this.stack.stop()
    if (!keepFolder) await rm(this.folder, { recursive: true, force: true })
  }

  /** One connection for all: a new one for each of the many looks at the lag costs the broker, and this process, more than the look. */
  async #withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T> {
    this.#admin ??= this.#connectAdmin()
    const connecting = this.#admin
    try {
      return await use(await connecting)
    } catch (error) {
      if (this.#admin === connecting) this.#admin = undefined
      await connecting.then((admin) => admin.disconnect()).catch(() => {})
      throw error
    }
  }

  async #connectAdmin(): Promise<Admin> {
    const admin = this.kafka.admin()
    await admin.connect()
    return admin
  }
}

const withBroker = (stack: Stack, { directAddress }: SharedBroker): Stack => ({
  ...stack,
  environment: { ...stack.environment, KAFKA_BROKERS: directAddress },
})
