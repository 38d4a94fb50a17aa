import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { processEnvironment } from '../process-environment.ts'
import { namedMetrics } from '../prometheus.ts'
import type { ServiceProcess } from './service-process.ts'
import { canRunStack } from './temporary-stack.ts'
import { TestSystem } from './test-system.ts'

// What whoever is on call sees of faults: in /readyz, in the metrics and in the log. Names that nobody else has show whether any of it names people.
const network = 'zebra-network'
const user = 'xylophone-user'

describe.runIf(canRunStack())('what is seen of a fault', { timeout: 600_000 }, () => {
  let system: TestSystem
  let ingest: ServiceProcess
  let stitcher: ServiceProcess
  let query: ServiceProcess
  let headers: Record<string, string>

  beforeAll(async () => {
    const exportFolder = mkdtempSync(join(tmpdir(), 'stitchlog-ledger-'))
    system = await TestSystem.start({
      environment: { KAFKA_PARTITIONS: '2', STITCHLOG_CANARY_SECONDS: '1', STITCHLOG_LEDGER_EXPORT_DIR: exportFolder },
    })
    ingest = await system.startService('ingest')
    stitcher = await system.startService('stitcher')
    query = await system.startService('query')
    await Promise.all([ingest.ready(), stitcher.ready(), query.ready()])
    headers = { authorization: `Bearer ${await system.tokenFor([network])}`, 'content-type': 'application/json' }
    await fetch(`${ingest.address}/v1/networks/${network}/tracking`, { method: 'PUT', headers, body: '{"enabled":true}' })
  })
  afterAll(() => system?.stop())

  const comesTrue = (assertion: () => Promise<void>) => vi.waitFor(assertion, { timeout: 180_000, interval: 100 })

  const readinessOf = async ({ address }: ServiceProcess) => {
    const answer = await fetch(`${address}/readyz`)
    return `${answer.status} ${await answer.text()}`
  }

  /** The sum of a metric's samples whose labels have all of these; undefined if there is none. */
  async function metric({ address }: ServiceProcess, name: string, labels = ''): Promise<number | undefined> {
    const lines = (await (await fetch(`${address}/metrics`)).text()).split('\n')
    const samples = lines.filter((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(labels))
    return samples.length === 0 ? undefined : samples.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  }

  const send = async (count: number) => {
    const events = Array.from({ length: count }, (_, nth) => {
      return { networkId: network, userId: `${user}-${nth}`, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: Date.now() }
    })
    return await fetch(`${ingest.address}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) })
  }

  const linesOf = async (service: string): Promise<Record<string, unknown>[]> => {
    const folder = join(system.folder, 'logs')
    const files = (await readdir(folder)).filter((file) => file.startsWith(service))
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
    return texts.flatMap((text) => text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : [])))
  }

  test('what is accepted is stored or dropped, and a stitcher says which partitions it has', async () => {
    await comesTrue(async () => expect(await (await send(20)).json()).toMatchObject({ accepted: 20 }))
    const storedOf = () => metric(stitcher, 'stitchlog_stitcher_events_stored_total')
    await comesTrue(async () => {
      const committed = await metric(ingest, 'stitchlog_stream_committed_offset')
      expect(committed).toBeGreaterThanOrEqual(20)
      expect(await storedOf()).toBeGreaterThanOrEqual(committed ?? 0)
      expect(await storedOf()).toBeLessThanOrEqual((await metric(ingest, 'stitchlog_stream_end_offset')) ?? 0)
    })
    expect(await metric(stitcher, 'stitchlog_stitcher_events_dropped_total')).toBe(0)
    expect(await metric(stitcher, 'stitchlog_stitcher_flush_spans_count')).toBeGreaterThan(0)
    const assigned = (await linesOf('stitcher')).filter(({ event }) => event === 'partitions-assigned')
    expect(assigned.at(-1)).toMatchObject({ level: 'info', partitions: [0, 1] })
  })

  test('an event of the canary is read back, and clocks are compared', async () => {
    await comesTrue(async () => {
      expect(await metric(ingest, 'stitchlog_canary_seconds')).toBeGreaterThan(0.5)
      expect(await metric(ingest, 'stitchlog_clock_difference_seconds', 'server="Kafka"')).toBeDefined()
    })
    expect(Math.abs(Date.now() / 1000 - ((await metric(ingest, 'stitchlog_canary_last_read_timestamp_seconds')) ?? 0))).toBeLessThan(60)
    expect(Math.abs((await metric(ingest, 'stitchlog_clock_difference_seconds', 'server="Kafka"')) ?? 9)).toBeLessThan(2)
  })

  test('while ClickHouse hangs, what is not stored and since when; ingest goes on and says what it cannot do', async () => {
    system.clickHouseProxy.weather = 'silent'
    await comesTrue(async () => expect((await send(10)).status).toBe(202))
    await comesTrue(async () => {
      expect(await metric(ingest, 'stitchlog_committed_lag_records')).toBeGreaterThanOrEqual(10)
      expect(await metric(ingest, 'stitchlog_oldest_unstored_seconds')).toBeGreaterThan(5)
      expect(await readinessOf(ingest)).toMatch(/^200 .*tracking changes and erasures are refused: ClickHouse does not respond/)
      expect(await metric(ingest, 'stitchlog_dependency_up', 'dependency="ClickHouse"')).toBe(0)
      expect(await readinessOf(stitcher)).toMatch(/^503 .*ClickHouse/)
    })
    system.clickHouseProxy.weather = 'clear'
    await comesTrue(async () => {
      expect(await metric(ingest, 'stitchlog_oldest_unstored_seconds')).toBeLessThan(5)
      expect(await readinessOf(ingest)).toBe('200 {"status":"ready"}')
      expect(await readinessOf(stitcher)).toBe('200 {"status":"ready"}')
    })
    for (const service of ['ingest', 'stitcher']) {
      const outage = (await linesOf(service)).filter(({ dependency }) => String(dependency).startsWith('ClickHouse'))
      expect(outage).toContainEqual(
        expect.objectContaining({ level: 'warn', event: 'unavailable', failures: 1, kind: expect.not.stringMatching(/^Error$/) }),
      )
      expect(outage).toContainEqual(expect.objectContaining({ level: 'info', event: 'back', afterSeconds: expect.any(Number) }))
    }
  })

  test('silent brokers are noticed within ten seconds, and said in few lines', async () => {
    for (const proxy of system.kafkaProxies) proxy.weather = 'silent'
    const silentAt = performance.now()
    const noticed = await Promise.all(
      [ingest, stitcher].map(async (service) => {
        await comesTrue(async () => expect(await readinessOf(service)).toMatch(/^503 .*Kafka/))
        return performance.now() - silentAt
      }),
    )
    // Ten seconds, and what a busy machine takes.
    expect(Math.max(...noticed)).toBeLessThan(15_000)
    for (const proxy of system.kafkaProxies) proxy.weather = 'refusing'
    await comesTrue(async () => expect((await linesOf('stitcher')).map(({ event }) => event)).toContain('kafka'))
    for (const proxy of system.kafkaProxies) proxy.weather = 'clear'
    await Promise.all([ingest.ready(), stitcher.ready()])
    for (const service of ['ingest', 'stitcher']) {
      const lines = await linesOf(service)
      const messages = lines.filter(({ event }) => event === 'kafka')
      const kinds = new Set(messages.map(({ message }) => String(message).replaceAll(/\d+/g, '#')))
      expect(messages.length, 'one of a kind, and one every half a minute').toBeLessThanOrEqual(3 * kinds.size)
      expect(lines).toContainEqual(expect.objectContaining({ event: 'back', dependency: 'Kafka' }))
    }
  })

  test('a query that cannot record looks is not ready, and ready when it can', async () => {
    const overview = async (id = '0123456789abcdef') => {
      return await fetch(`${query.address}/v1/networks/${network}/users`, { headers: { ...headers, 'x-request-id': id } })
    }
    expect((await overview()).status).toBe(200)
    await system.store.queries.execute('ALTER TABLE access_log RENAME COLUMN reader TO kept')
    const refused = await overview('fedcba9876543210')
    expect([refused.status, refused.headers.get('x-request-id')]).toEqual([503, 'fedcba9876543210'])
    expect(await readinessOf(query)).toMatch(/^503 .*the record of looks refuses: ClickHouseError NO_SUCH_COLUMN_IN_TABLE 16/)
    expect(await metric(query, 'stitchlog_looks_refused_total')).toBe(1)
    expect(await metric(query, 'stitchlog_dependency_errors_total', 'code="NO_SUCH_COLUMN_IN_TABLE"')).toBeGreaterThan(0)
    const failed = (await linesOf('query')).filter(({ event }) => event === 'access-log-failed')
    expect(failed).toContainEqual(expect.objectContaining({ level: 'error', requestId: 'fedcba9876543210' }))
    await system.store.queries.execute('ALTER TABLE access_log RENAME COLUMN kept TO reader')
    await query.ready()
    expect((await overview()).status).toBe(200)
  })

  describe('that will not pass by itself', () => {
    test('a query service from whose database a table was taken says so, and is back when it is', async () => {
      await system.store.queries.execute('RENAME TABLE user_days TO kept')
      await comesTrue(async () => expect(await readinessOf(query)).toMatch(/^503 .*ClickHouse refuses: ClickHouseError UNKNOWN_TABLE 60/))
      await system.store.queries.execute('RENAME TABLE kept TO user_days')
      await query.ready()
    })

    test('a stitcher whose rows the database does not take says so, keeps them, and stores them when it does', async () => {
      const usersNow = async () => (await system.sessionParts()).map(({ userId }) => userId)
      await system.store.queries.execute('ALTER TABLE session_spans RENAME COLUMN timeout_ms TO kept')
      const events = [{ networkId: network, userId: `${user}-kept`, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: Date.now() }]
      const answer = await fetch(`${ingest.address}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) })
      expect(await answer.json()).toMatchObject({ accepted: 1 })
      await comesTrue(async () =>
        expect(await readinessOf(stitcher)).toMatch(/^503 .*ClickHouse refuses: ClickHouseError NO_SUCH_COLUMN_IN_TABLE 16/),
      )
      await system.store.queries.execute('ALTER TABLE session_spans RENAME COLUMN kept TO timeout_ms')
      await comesTrue(async () => expect(await usersNow()).toContain(`${user}-kept`))
      await stitcher.ready()
    })

    test.each(['stitcher', 'ingest'] as const)('a %s with a password for a Kafka that takes none ends its start at once', async (service) => {
      const child = spawn(process.execPath, [fileURLToPath(new URL(`../../services/${service}/main.ts`, import.meta.url))], {
        env: {
          ...processEnvironment,
          PORT: '0',
          ...system.environment,
          KAFKA_SASL_MECHANISM: 'plain',
          KAFKA_SASL_USERNAME: 'stitchlog',
          KAFKA_SASL_PASSWORD: 'secret',
          STITCHLOG_START_TIMEOUT_SECONDS: '100',
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      const startedAt = performance.now()
      const [errors, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')])
      expect([status, errors.trim().split('\n')]).toEqual([1, [expect.stringMatching(/Kafka at .* refuses \(KafkaJS.*ILLEGAL_SASL_STATE 34/)]])
      expect(performance.now() - startedAt).toBeLessThan(60_000)
    })
  })

  test('every metric that an alert or the dashboard names is there, but for those of certificates and published keys', async () => {
    const rollup = await system.startService('rollup')
    await rollup.ready()
    const pages = async () =>
      await Promise.all([ingest, stitcher, query, rollup].map(async ({ address }) => await (await fetch(`${address}/metrics`)).text()))
    await vi.waitFor(
      async () => {
        const there = new Set(
          (await pages())
            .join('\n')
            .match(/^(?:# TYPE )?\w+/gm)
            ?.map((line) => line.replace('# TYPE ', '')),
        )
        const missing = namedMetrics().filter((name) => !there.has(name))
        expect(missing).toEqual(['stitchlog_certificate_expires_timestamp_seconds', 'stitchlog_token_keys_fetched_timestamp_seconds'])
      },
      { timeout: 180_000, interval: 500 },
    )
  })

  test('says what runs, and names nobody', async () => {
    await send(1)
    for (const service of [ingest, stitcher, query]) {
      const metrics = await (await fetch(`${service.address}/metrics`)).text()
      expect(metrics).toMatch(/^stitchlog_build_info\{service="\w+",version="[\d.]+",schema="\d{4}-[\w-]+",retention_days="400",node="[\d.]+"\} 1$/m)
      expect(metrics).not.toMatch(/zebra|xylophone|tester/)
    }
    const lines = (await Promise.all(['ingest', 'stitcher', 'query'].map(linesOf))).flat()
    expect(lines.length).toBeGreaterThan(20)
    expect(JSON.stringify(lines)).not.toMatch(/zebra|xylophone|tester/)
  })

  test('the query service has the view', async () => {
    const page = await fetch(query.address)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  })

  test('each service that is asked to end does, with status 0', async () => {
    expect(await Promise.all(system.services.map((service) => service.stop('SIGTERM')))).toEqual([0, 0, 0, 0])
  })
})
