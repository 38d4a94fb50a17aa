import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { deadLetterTopic, eventsTopic, type Scope } from '@stitchlog/contracts'
import { connectKafka, kafkaUsers, kafkaVariables, requireWriteAccess, serviceAcls } from '@stitchlog/event-stream/kafka'
import { signToken } from '@stitchlog/http-kit'
import { createMetrics, measureCertificates, readEnvironment } from '@stitchlog/service-kit'
import { databaseUsers, grantsOf, openHttpStore, prepareDatabase } from '@stitchlog/store'
import type { Admin } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ClickHouseNode, type ClickHouseUser, clusterDatabase } from '../../infra/stack/click-house-node.ts'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { testLogins } from '../../packages/event-stream/tests/test-logins.ts'
import { examineStream } from '../../services/commands/doctor/examine-stream.ts'
import { watchTopicSettings } from '../../services/ingest/topic-settings.ts'
import { processEnvironment } from '../process-environment.ts'
import { isThorough, rounds } from '../rounds.ts'
import { runInTurnBeside } from '../run-command.ts'
import { aclsOf } from './acls-of.ts'
import { certificateDays, prepareSecureBroker, type SecureBroker } from './secure-broker.ts'
import { type ServiceName, ServiceProcess } from './service-process.ts'
import { canRunCluster, canRunStack } from './temporary-stack.ts'
import { type Withdrawal, withdrawals } from './withdrawals.ts'

const serviceNames = ['ingest', 'stitcher', 'query', 'rollup'] as const
const tokenSecret = 'a secret for tests, of more than 32 characters'
const passwordOf = (user: string) => `password-of-${user}`
const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** A user with the privileges of another but for one of them, by its place among them. */
interface Restricted extends ClickHouseUser {
  readonly service: (typeof databaseUsers)[number]
  readonly lacks: string
}

/** `SELECT, INSERT ON a` lacks SELECT as `INSERT ON a`. */
const restrictedUsers: Restricted[] = databaseUsers.flatMap((service) =>
  grantsOf(service, clusterDatabase, false).flatMap((grant, nth, all) => {
    const [privileges = '', object = ''] = grant.split(' ON ')
    return privileges.split(', ').map((privilege, place, these) => {
      const left = these.filter((each) => each !== privilege).join(', ')
      const grants = [...all.filter((each) => each !== grant), ...(left === '' ? [] : [`${left} ON ${object}`])]
      return { service, lacks: `${privilege} ON ${object}`, name: `${service}_${nth}_${place}`, password: 'secret', grants }
    })
  }),
)

describe.runIf(canRunStack() && canRunCluster())('services that each have a user of their own', { timeout: 600_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'stitchlog-users-'))
  const services: ServiceProcess[] = []
  let node: ClickHouseNode
  let broker: SecureBroker
  let admin: Admin

  beforeAll(async () => {
    const [http = 0, tcp = 0, tcpBehind = 0] = await freePorts(3)
    const restricted = kafkaUsers.map((user) => ({ user: `stitchlog-${user}`, password: passwordOf(user) }))
    broker = await prepareSecureBroker(folder, restricted)
    const users = databaseUsers.map((user) => ({ name: user, password: passwordOf(user), grants: grantsOf(user, clusterDatabase, false) }))
    node = new ClickHouseNode(join(folder, 'clickhouse'), 1, { http, tcp, tcpBehind }, [...users, ...restrictedUsers])
    mkdirSync(join(folder, 'logs'))
    await Promise.all([broker.process.start(), node.start([tcp])])
    admin = connectKafka({ brokers: [broker.plainAddress] }, 'test', () => {}).admin()
    await admin.connect()
    await admin.createAcls({ acl: serviceAcls.flatMap(aclsOf) })
  })
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop('SIGKILL')))
    await admin?.disconnect()
    await Promise.all([broker?.process.signal('SIGTERM'), node?.stop()])
    rmSync(folder, { recursive: true, force: true })
  })

  const environmentOf = (user: string, kafkaUser = user) => ({
    CLICKHOUSE_URL: `http://127.0.0.1:${node.ports.http}`,
    CLICKHOUSE_DATABASE: clusterDatabase,
    CLICKHOUSE_USER: user,
    CLICKHOUSE_PASSWORD: passwordOf(user),
    KAFKA_BROKERS: broker.address,
    KAFKA_TLS: 'on',
    KAFKA_TLS_CA_FILE: broker.certificate,
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SASL_USERNAME: `stitchlog-${kafkaUser}`,
    KAFKA_SASL_PASSWORD: passwordOf(kafkaUser),
    KAFKA_PARTITIONS: '3',
    STITCHLOG_TOKEN_SECRET: tokenSecret,
    STITCHLOG_ROLLUP_CRON: '*/3 * * * * *',
    STITCHLOG_START_TIMEOUT_SECONDS: '120',
  })

  /** A process that ends by itself: its status and what it said. */
  const ends = async (main: string, environment: Readonly<Record<string, string>>, args: readonly string[] = []) =>
    await run(process.execPath, [join(root, main), ...args], { env: { ...processEnvironment, PORT: '0', ...environment } }).then(
      ({ stdout }) => ({ status: 0, said: stdout }),
      (error) => ({ status: Number(error.code), said: String(error.stderr).trim() }),
    )

  const logs = () => services.map((_, nth) => join(folder, 'logs', `${serviceNames[nth]}.log`))

  const start = async (name: ServiceName) => {
    const [port = 0] = await freePorts(1)
    const service = new ServiceProcess(name, port, environmentOf(name), join(folder, 'logs', `${name}.log`))
    services.push(service)
    return service
  }

  test('cannot start on a new database: only the owner makes tables, and topics', async () => {
    const { status, said } = await ends('services/ingest/main.ts', environmentOf('ingest'))
    expect([status, said]).toEqual([1, expect.stringMatching(/^ingest: the schema of this database is older than this version.*npm run migrate/)])
    expect(await ends('services/commands/migrate-main.ts', environmentOf('owner'))).toEqual({
      status: 0,
      said: 'The schema of stitchlog is that of this version.\nThe topics are there.\n',
    })
  })

  test('know when the certificate of a broker ends', async () => {
    const metrics = createMetrics()
    const [, host = '', port] = /^(.*):(\d+)$/.exec(broker.address) ?? []
    await measureCertificates(metrics, [{ name: 'Kafka', host, port: Number(port) }])()
    const { values } = (await metrics.getSingleMetric('stitchlog_certificate_expires_timestamp_seconds')?.get()) ?? { values: [] }
    const days = ((values[0]?.value ?? 0) - Date.now() / 1000) / 86_400
    expect([values.length, values[0]?.labels, Math.round(days)]).toEqual([1, { server: 'Kafka' }, certificateDays])
  })

  test('see the settings of topics, and go without where they may not', async () => {
    const said: string[] = []
    const cluster = readEnvironment({ kafka: kafkaVariables }, environmentOf('ingest')).kafka
    const kafka = connectKafka(cluster, 'test', (message) => said.push(message))
    await requireWriteAccess(kafka, eventsTopic)
    const ingest = kafka.admin()
    await ingest.connect()
    const metrics = createMetrics()
    const refused: object[] = []
    const log = { warn: (fields: object) => refused.push(fields) }
    const stopping = new AbortController()
    watchTopicSettings({ admin: ingest, metrics, log, signal: stopping.signal, everyMs: 500 })
    const values = async () =>
      ((await metrics.getSingleMetric('stitchlog_topic_setting_ok')?.get()) ?? { values: [] }).values.map(({ value }) => value)
    await vi.waitFor(async () => expect(await values()).toEqual([1, 1, 1, 1, 1, 1]), 60_000)
    expect(refused).toEqual([])
    // Of how the client was made; a coordinator may be loading.
    expect(said.join('\n')).not.toMatch(/partitioner|idempotent/)
    await without({ user: 'ingest', resource: 'topic', name: eventsTopic, operation: 'DescribeConfigs' }, async () => {
      await vi.waitFor(async () => expect(await values()).toEqual([]), 60_000)
    })
    await vi.waitFor(async () => expect(await values()).toHaveLength(6), 60_000)
    expect(refused).toEqual([{ kind: expect.stringContaining('TOPIC_AUTHORIZATION_FAILED') }])
    stopping.abort()
    await ingest.disconnect()
  })

  test('do all that they are for', async () => {
    const [ingest, stitcher, query, rollup] = await Promise.all(serviceNames.map(start))
    if (ingest === undefined || query === undefined) throw new Error('not started')
    await Promise.all([ingest, stitcher, query, rollup].map((service) => service?.ready()))
    const scopes: readonly Scope[] = ['activity:relay', 'activity:read', 'activity:manage']
    const token = await signToken(tokenSecret, { subject: 'tester', networks: ['acme'], scopes, expiresInSeconds: 3600 }, Date.now())
    const ask = async (service: ServiceProcess, method: string, path: string, body?: object) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const answer = await fetch(`${service.address}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
      const text = await answer.text()
      return { status: answer.status, text }
    }
    expect(await ask(ingest, 'PUT', '/v1/networks/acme/tracking', { enabled: true })).toMatchObject({ status: 200 })
    const occurredAt = Date.now()
    const event = (userId: string) => ({ networkId: 'acme', userId, device: 'web', timeZone: 'Etc/UTC', occurredAt })
    await vi.waitFor(
      async () => expect((await ask(ingest, 'POST', '/v1/events', { events: [event('anna')] })).text).toContain('"accepted":1'),
      180_000,
    )
    const today = new Date(occurredAt).toISOString().slice(0, 10)
    const shown = (path: string, expected: RegExp) =>
      vi.waitFor(async () => expect((await ask(query, 'GET', `/v1/networks/acme/${path}`)).text).toMatch(expected), 180_000)
    await shown(`users/anna/days/${today}/sessions`, /"device":"web"/)
    await shown(`users?from=${today}&to=${today}`, /"anna"/)
    await shown('access-log', /tester/)
    expect(await ask(ingest, 'PUT', '/v1/networks/acme/retention', { days: 30 })).toMatchObject({ status: 200 })
    expect(await ask(ingest, 'DELETE', '/v1/networks/acme/users/anna/activity')).toMatchObject({ status: 202 })
    await shown(`users/anna/days/${today}/sessions`, /"sessions":\[\]/)
    // The sweep of the next rollup takes the rows too.
    await vi.waitFor(async () => expect(await node.run('SELECT count() FROM session_spans', clusterDatabase)).toBe('0\n'), 180_000)
    await Promise.all(services.map((service) => service.ready()))
    const refusals = await Promise.all(
      logs().map(async (file) => (await readFile(file, 'utf8')).split('\n').filter((line) => /DENIED|AUTHORIZATION/.test(line))),
    )
    expect(refusals.flat()).toEqual([])
    // Only a stitcher is looked at from here on, and a rollup every three seconds costs more than all of it.
    await Promise.all([ingest, query, rollup].map((service) => service?.stop()))
  })

  test('list dead letters as the operator, put them back and close them', async () => {
    const stranger = connectKafka({ brokers: [broker.plainAddress] }, 'test', () => {}).producer()
    await stranger.connect()
    const value = JSON.stringify({ networkId: 'acme', userId: 'anna', device: 'web', timeZone: 'Europe/Berlin', occurredAt: Date.now() })
    for (const [reason, content] of [
      ['malformed', 'nonsense'],
      ['unknown-time-zone', value],
    ] as const) {
      const headers = { reason, 'source.topic': eventsTopic, 'source.timestamp': String(Date.now()) }
      await stranger.send({ topic: deadLetterTopic, messages: [{ value: content, headers }] })
    }
    await stranger.disconnect()
    const environment = { PORT: '0', ...environmentOf('operator') }
    const [list, putBack, close] = await runInTurnBeside(
      join(root, 'services/stitcher/dead-letters-main.ts'),
      [['list'], ['put-back'], ['close', '--all']].map((args) => ({ args, environment })),
    )
    expect(list?.stdout).toContain('nonsense')
    expect(putBack).toMatchObject({ status: 0, stdout: '1 put back, 1 left because this version cannot read them either\n' })
    expect(close).toMatchObject({ status: 0, stdout: '1 closed, 1 put back or closed before\n' })
    const cluster = readEnvironment({ kafka: kafkaVariables }, environmentOf('owner')).kafka
    const stream = { kafka: cluster, topics: { partitions: 3, replicationFactor: undefined }, now: Date.now }
    const found = await examineStream(stream)
    expect(
      found.find(({ check }) => check === 'dead-letters'),
      'as the doctor sees it',
    ).toMatchObject({ severity: 'fine', what: 'No dead letter is open.' })
  })

  test.each(restrictedUsers)('say what is missing where $service lacks $lacks', async ({ service, lacks, name, password }) => {
    const store = openHttpStore({ url: `http://127.0.0.1:${node.ports.http}`, user: name, password, database: clusterDatabase })
    const prepared = prepareDatabase(store, { service, settings: [], writesThrough: true, now: Date.now })
    await expect(prepared.finally(() => store.close())).rejects.toThrow(`the user of ClickHouse lacks privileges that ${service} needs: ${lacks} (`)
  })

  test('get their privileges by statements that the server understands', async () => {
    const file = await readFile(join(root, 'infra/clickhouse/grants.sql'), 'utf8')
    const statements = file
      .replace(/^--.*$/gm, '')
      .split(';')
      .map((statement) => statement.trim())
      .filter((statement) => statement !== '')
    expect(statements.length).toBeGreaterThan(40)
    // Roles cannot be made here, so they are only parsed.
    for (const statement of statements) expect(await node.run(`SELECT formatQuerySingleLine('${statement}')`)).toContain(statement.split(' ')[0])
  })

  test('end a start in one line where one is missing', async () => {
    const user = restrictedUsers.find(({ service, lacks }) => service === 'query' && lacks === 'INSERT ON stitchlog.access_log')
    const { status, said } = await ends('services/query/main.ts', {
      ...environmentOf('query'),
      CLICKHOUSE_USER: user?.name ?? '',
      CLICKHOUSE_PASSWORD: user?.password ?? '',
    })
    expect([status, said]).toEqual([
      1,
      'query: the user of ClickHouse lacks privileges that query needs: INSERT ON stitchlog.access_log (see infra/clickhouse/grants.sql)',
    ])
  })

  test.each(withdrawals.filter(({ isSeenAtStart }) => isSeenAtStart).filter(({ user }, nth, all) => isThorough || all[nth - 1]?.user !== user))(
    'end a start in one line where $user lacks $operation on $name',
    async (acl) => {
      const { status, said } = await without(acl, () => ends(`services/${acl.user}/main.ts`, environmentOf(acl.user)))
      expect([status, said]).toEqual([1, expect.stringMatching(/^\w+: Kafka at .* refuses .*: the login .*$/)])
      expect(said).toContain(acl.name)
      expect(said).toContain(`it needs ${acl.operation}`)
    },
  )

  test.each(withdrawals.filter(({ isSeenAtStart }) => !isSeenAtStart).slice(0, rounds(1, withdrawals.length)))(
    'are not ready where $user lacks $operation on $name',
    async (acl) => {
      const [stitcher] = services.filter((_, nth) => serviceNames[nth] === 'stitcher')
      await without(acl, async () => {
        await stitcher?.restart(false)
        const said = async () => await (await fetch(`${stitcher?.address}/readyz`)).text()
        const expected = acl.resource === 'group' ? 'Kafka refuses: GROUP_AUTHORIZATION_FAILED' : 'Kafka refuses: TOPIC_AUTHORIZATION_FAILED'
        await vi.waitFor(async () => expect(await said()).toContain(expected), 180_000)
      })
      await stitcher?.ready()
    },
  )

  describe('by way of a broker that asks for TLS and a login', () => testLogins(() => broker))

  /** Does something while an ACL is withdrawn. */
  async function without<T>({ user, resource, name, operation }: Omit<Withdrawal, 'isSeenAtStart'>, action: () => Promise<T>): Promise<T> {
    const acl = aclsOf({ user, resource, name, operations: [operation] })
    await admin.deleteAcls({ filters: acl })
    try {
      return await action()
    } finally {
      await admin.createAcls({ acl })
    }
  }
})
