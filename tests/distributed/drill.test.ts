import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { processEnvironment } from '../process-environment.ts'
import { namedMetrics } from '../prometheus.ts'
import type { ServiceProcess } from './service-process.ts'
import { canRunStack } from './temporary-stack.ts'
import type { TestSystem } from './test-system.ts'
import { comesTrue, linesOf, metric, network, readinessOf, sendTo, startWatchedSystem, user, type WatchedSystem } from './watched-system.ts'

// What whoever is on call sees of faults: in /readyz, in the metrics and in the log. Outages that last are in tests/faults/drill.test.ts.

describe.runIf(canRunStack())('what is seen of a fault', { timeout: 600_000 }, () => {
  let watched: WatchedSystem
  let system: TestSystem
  let ingest: ServiceProcess
  let stitcher: ServiceProcess
  let query: ServiceProcess
  let headers: Readonly<Record<string, string>>

  beforeAll(async () => {
    watched = await startWatchedSystem()
    ;({ system, ingest, stitcher, query, headers } = watched)
  })
  afterAll(() => system?.stop())

  test('what is accepted is stored or dropped, and a stitcher says which partitions it has', async () => {
    await comesTrue(async () => expect(await (await sendTo(watched, 20)).json()).toMatchObject({ accepted: 20 }))
    const storedOf = () => metric(stitcher, 'stitchlog_stitcher_events_stored_total')
    await comesTrue(async () => {
      const committed = await metric(ingest, 'stitchlog_stream_committed_offset')
      expect(committed).toBeGreaterThanOrEqual(20)
      expect(await storedOf()).toBeGreaterThanOrEqual(committed ?? 0)
      expect(await storedOf()).toBeLessThanOrEqual((await metric(ingest, 'stitchlog_stream_end_offset')) ?? 0)
    })
    expect(await metric(stitcher, 'stitchlog_stitcher_events_dropped_total')).toBe(0)
    expect(await metric(stitcher, 'stitchlog_stitcher_flush_spans_count')).toBeGreaterThan(0)
    await comesTrue(async () => {
      const assigned = (await linesOf(watched, 'stitcher')).filter(({ event }) => event === 'partitions-assigned')
      expect(assigned.at(-1)).toMatchObject({ level: 'info', partitions: [0, 1] })
    })
  })

  test('an event of the canary is read back, and clocks are compared', async () => {
    await comesTrue(async () => {
      expect(await metric(ingest, 'stitchlog_canary_seconds')).toBeGreaterThan(0.5)
      expect(await metric(ingest, 'stitchlog_clock_difference_seconds', 'server="Kafka"')).toBeDefined()
    })
    expect(Math.abs(Date.now() / 1000 - ((await metric(ingest, 'stitchlog_canary_last_read_timestamp_seconds')) ?? 0))).toBeLessThan(60)
    expect(Math.abs((await metric(ingest, 'stitchlog_clock_difference_seconds', 'server="Kafka"')) ?? 9)).toBeLessThan(2)
  })

  test('while ClickHouse and then the brokers refuse, services say so; ingest goes on without the first; and they say when they are back', async () => {
    system.clickHouseProxy.weather = 'refusing'
    await comesTrue(async () => {
      expect((await sendTo(watched, 10)).status).toBe(202)
      expect(await readinessOf(ingest)).toMatch(/^200 .*tracking changes and erasures are refused: /)
      expect(await metric(ingest, 'stitchlog_dependency_up', 'dependency="ClickHouse"')).toBe(0)
      expect(await metric(ingest, 'stitchlog_committed_lag_records')).toBeGreaterThanOrEqual(10)
      expect(await readinessOf(stitcher)).toMatch(/^503 .*ClickHouse/)
    })
    // A stitcher that cannot get on is not ready, but nothing that a restart would help.
    expect((await fetch(`${stitcher.address}/healthz`)).status).toBe(200)
    const refused = await fetch(`${ingest.address}/v1/networks/${network}/tracking`, { method: 'PUT', headers, body: '{"enabled":true}' })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    system.clickHouseProxy.weather = 'clear'
    await comesTrue(async () => {
      expect(await metric(ingest, 'stitchlog_committed_lag_records')).toBeLessThan(10)
      expect(await readinessOf(ingest)).toBe('200 {"status":"ready"}')
    })
    for (const proxy of system.kafkaProxies) proxy.weather = 'refusing'
    await comesTrue(async () =>
      expect(await Promise.all([ingest, stitcher].map(readinessOf))).toEqual(Array(2).fill(expect.stringMatching(/^503 .*Kafka/))),
    )
    for (const proxy of system.kafkaProxies) proxy.weather = 'clear'
    await Promise.all([ingest.ready(), stitcher.ready()])
    const eventsOf = async (service: string, dependency: string) =>
      (await linesOf(watched, service))
        .filter((line) => String(line['dependency']).startsWith(dependency) || String(line['event']).startsWith('partitions-'))
        .map(({ event }) => event)
    const outage = expect.arrayContaining(['unavailable', 'back'])
    await comesTrue(async () => {
      expect(await eventsOf('ingest', 'ClickHouse')).toEqual(outage)
      expect(await eventsOf('ingest', 'Kafka')).toEqual(outage)
      expect(await eventsOf('stitcher', 'ClickHouse')).toEqual(outage)
    })
    // A stitcher notices that Kafka is silent, or its group gives up on it before that.
    const wasSaid = (events: readonly unknown[], away: string, back: string) =>
      events.includes(away) && events.lastIndexOf(back) > events.lastIndexOf(away)
    await comesTrue(async () => {
      const events = await eventsOf('stitcher', 'Kafka')
      expect(wasSaid(events, 'unavailable', 'back') || wasSaid(events, 'partitions-lost', 'partitions-assigned'), events.join()).toBe(true)
    })
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
    // What a service writes is in its file some time after its answer.
    await comesTrue(async () => {
      const failed = (await linesOf(watched, 'query')).filter(({ event }) => event === 'access-log-failed')
      expect(failed).toContainEqual(expect.objectContaining({ level: 'error', requestId: 'fedcba9876543210' }))
    })
    await system.store.queries.execute('ALTER TABLE access_log RENAME COLUMN kept TO reader')
    await query.ready()
    expect((await overview()).status).toBe(200)
  })

  describe('that will not pass by itself', () => {
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
    await sendTo(watched, 1)
    for (const service of [ingest, stitcher, query]) {
      const metrics = await (await fetch(`${service.address}/metrics`)).text()
      expect(metrics).toMatch(/^stitchlog_build_info\{service="\w+",version="[\d.]+",schema="\d{4}-[\w-]+",retention_days="400",node="[\d.]+"\} 1$/m)
      expect(metrics).not.toMatch(/zebra|xylophone|tester/)
    }
    const lines = (await Promise.all(['ingest', 'stitcher', 'query'].map((service) => linesOf(watched, service)))).flat()
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
