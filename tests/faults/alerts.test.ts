// Shorter, in `npm test`: tests/distributed/drill.test.ts
import { mkdtempSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { eventsTopic } from '@stitchlog/contracts'
import { setTopicSettings, topicSettings } from '@stitchlog/event-stream/kafka'
import { takeBackup } from '@stitchlog/store'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { panels } from '../../infra/grafana/dashboard.ts'
import { alerts } from '../../infra/prometheus/alerts.ts'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { ScimServer, scimUser } from '../../services/query/tests/scim-server.ts'
import type { ServiceProcess } from '../distributed/service-process.ts'
import { canRunStack } from '../distributed/temporary-stack.ts'
import { TestSystem } from '../distributed/test-system.ts'
import { canRunPromtool } from '../prometheus.ts'
import { TestPrometheus } from '../test-prometheus.ts'

describe.runIf(canRunStack() && canRunPromtool())('an alert fires when its fault is provoked, and resolves', { timeout: 900_000 }, () => {
  let system: TestSystem
  let ingest: ServiceProcess
  let stitcher: ServiceProcess
  let query: ServiceProcess
  let rollup: ServiceProcess
  let prometheus: TestPrometheus
  let scim: ScimServer
  let headers: Record<string, string>
  const seen = new Set<string>()
  /** Metrics of a process that is not one, for what no process of one version can be brought to. */
  let pretended = ''
  const pretender = createServer((_, response) => response.end(pretended))

  const exportFolder = join(mkdtempSync(join(tmpdir(), 'stitchlog-ledger-')), 'ledger')

  const backUp = (name: string) =>
    takeBackup(system.store, { place: { kind: 'folder', folder: join(system.folder, 'backups') }, name, version: '1.0.0', now: Date.now })

  beforeAll(async () => {
    await mkdir(exportFolder)
    scim = await ScimServer.start()
    // One without anybody counts as a wrong address.
    scim.users = [scimUser('anna', 'Anna')]
    system = await TestSystem.start({
      environment: {
        KAFKA_PARTITIONS: '2',
        STITCHLOG_CANARY_SECONDS: '2',
        STITCHLOG_NETWORK_CHANGES_PER_HOUR: '2',
        STITCHLOG_LEDGER_EXPORT_DIR: exportFolder,
        STITCHLOG_SCIM_URL: scim.address,
        STITCHLOG_SCIM_TOKEN: scim.token,
        STITCHLOG_SCIM_NETWORKS: 'acme',
        STITCHLOG_SCIM_REFRESH_SECONDS: '30',
      },
    })
    ingest = await system.startService('ingest')
    stitcher = await system.startService('stitcher')
    query = await system.startService('query')
    rollup = await system.startService('rollup')
    await Promise.all([ingest, stitcher, query, rollup].map((service) => service.ready()))
    await backUp('first')
    headers = { authorization: `Bearer ${await system.tokenFor(['acme', 'other'])}`, 'content-type': 'application/json' }
    const [pretenderPort = 0] = await freePorts(1)
    await new Promise<void>((resolve) => pretender.listen(pretenderPort, '127.0.0.1', resolve))
    const services = [ingest, stitcher, query, rollup].map((service) => new URL(service.address).host)
    prometheus = await TestPrometheus.start(join(system.folder, 'prometheus'), [...services, `127.0.0.1:${pretenderPort}`])
  })
  afterAll(async () => {
    await prometheus?.stop()
    pretender.close()
    await scim?.stop()
    await system?.stop()
  })

  async function fires(...names: string[]): Promise<void> {
    await vi.waitFor(async () => expect(await prometheus.firing()).toEqual(expect.arrayContaining(names)), { timeout: 300_000, interval: 500 })
    for (const name of names) seen.add(name)
  }

  async function resolves(...names: string[]): Promise<void> {
    await vi.waitFor(
      async () => {
        const now = await prometheus.firing()
        expect(names.filter((name) => now.includes(name))).toEqual([])
      },
      { timeout: 300_000, interval: 500 },
    )
  }

  const send = async (authorization = headers['authorization'] ?? '') => {
    const events = [{ networkId: 'acme', userId: 'anna', device: 'web', timeZone: 'Etc/UTC', occurredAt: Date.now() }]
    const body = JSON.stringify({ events })
    return (await fetch(`${ingest.address}/v1/events`, { method: 'POST', headers: { ...headers, authorization }, body })).status
  }

  async function whileSending<T>(action: () => Promise<T>, authorization?: string): Promise<T> {
    const stopping = new AbortController()
    const sending = (async () => {
      while (!stopping.signal.aborted) {
        await send(authorization).catch(() => {})
        await setTimeout(200)
      }
    })()
    try {
      return await action()
    } finally {
      stopping.abort()
      await sending
    }
  }

  const put = (network: string, body: object) =>
    fetch(`${ingest.address}/v1/networks/${network}/tracking`, { method: 'PUT', headers, body: JSON.stringify(body) })

  test('none fires while all is well, and each panel of the dashboard has something to show', async () => {
    await put('acme', { enabled: true })
    await resolves(...alerts.map(({ name }) => name).filter((name) => name !== 'StitchlogProcessDown'))
    await whileSending(() => setTimeout(10_000))
    for (const { title, queries } of panels) {
      for (const { expr } of queries) {
        const { status, data } = await prometheus.query(expr)
        expect([title, expr, status]).toEqual([title, expr, 'success'])
        // Nothing has failed yet, so nothing has a code.
        if (!expr.includes('dependency_errors')) expect(data.result.length, `${title}: ${expr}`).toBeGreaterThan(0)
      }
    }
  })

  test('while ClickHouse hangs', async () => {
    system.clickHouseProxy.weather = 'silent'
    await whileSending(() => fires('StitchlogEventsNotStored', 'StitchlogDependencyDown', 'StitchlogLedgerOld'))
    expect(await prometheus.firing(), 'the folder of the export is fine').not.toContain('StitchlogLedgerExportBehind')
    expect(await (await fetch(`${ingest.address}/readyz`)).text()).toMatch(/^(?!.*export).*ClickHouse does not respond/)
    system.clickHouseProxy.weather = 'clear'
    await resolves('StitchlogEventsNotStored', 'StitchlogDependencyDown', 'StitchlogLedgerOld')
  })

  test('while the brokers refuse', async () => {
    for (const proxy of system.kafkaProxies) proxy.weather = 'refusing'
    await whileSending(() => fires('StitchlogIngestFailing', 'StitchlogDependencyDown'))
    for (const proxy of system.kafkaProxies) proxy.weather = 'clear'
    await whileSending(() => resolves('StitchlogIngestFailing', 'StitchlogDependencyDown', 'StitchlogPartitionsUnread'))
  })

  test('while no stitcher runs', async () => {
    stitcher.signal('SIGSTOP')
    await fires('StitchlogPartitionsUnread', 'StitchlogCanaryFailing')
    stitcher.signal('SIGCONT')
    const overAt = performance.now()
    await resolves('StitchlogPartitionsUnread', 'StitchlogCanaryFailing')
    expect(performance.now() - overAt).toBeLessThan(60_000)
  })

  test('while a topic keeps events for a shorter time', async () => {
    await setTopicSettings(system.kafka, eventsTopic, { 'retention.ms': '900000' })
    await fires('StitchlogTopicSettingsWrong')
    await setTopicSettings(system.kafka, eventsTopic, topicSettings)
    await resolves('StitchlogTopicSettingsWrong')
  })

  test('after a record that is no event, and one that should have been dropped before', async () => {
    const producer = system.kafka.producer()
    await producer.connect()
    // And one that ingest would not have accepted with the same retention.
    const old = {
      networkId: 'acme',
      userId: 'anna',
      device: 'web',
      timeZone: 'Etc/UTC',
      occurredAt: Date.now() - 500 * 86_400_000,
      receivedAt: Date.now(),
    }
    await producer.send({ topic: eventsTopic, messages: [{ value: '{' }, { value: JSON.stringify(old) }] })
    await producer.disconnect()
    await fires('StitchlogRecordsUnreadable', 'StitchlogAcceptedEventsExpired')
    await resolves('StitchlogRecordsUnreadable', 'StitchlogAcceptedEventsExpired')
  })

  test('while looks cannot be recorded', async () => {
    const look = () => fetch(`${query.address}/v1/networks/acme/users`, { headers })
    await system.store.queries.execute('ALTER TABLE access_log RENAME COLUMN reader TO kept')
    const looking = setInterval(() => void look().catch(() => {}), 500)
    await fires('StitchlogLooksRefused')
    clearInterval(looking)
    await system.store.queries.execute('ALTER TABLE access_log RENAME COLUMN kept TO reader')
    await resolves('StitchlogLooksRefused')
  })

  test('while the directory fails, which is read when somebody looks', async () => {
    const looking = setInterval(() => void fetch(`${query.address}/v1/networks/acme/users`, { headers }).catch(() => {}), 1000)
    scim.instead = (_request, response) => scim.send(response, 500, {})
    await fires('StitchlogDirectoryDown')
    scim.instead = undefined
    await resolves('StitchlogDirectoryDown')
    clearInterval(looking)
  })

  test('while tokens are signed with another secret', async () => {
    await whileSending(() => fires('StitchlogTokensRefused'), 'Bearer no.good.token')
    await whileSending(() => resolves('StitchlogTokensRefused'))
  })

  test('after more changes of a network than an hour may have', async () => {
    const changing = setInterval(
      () => void put('other', { enabled: true, inactivityTimeoutSeconds: { web: 60 + (Date.now() % 1000) } }).catch(() => {}),
      500,
    )
    await fires('StitchlogChangesRefused')
    clearInterval(changing)
    await resolves('StitchlogChangesRefused')
  })

  test('while erasures are not swept, and the overview stands still', async () => {
    rollup.signal('SIGSTOP')
    await system.store.queries.execute(
      'ALTER TABLE rollup_runs UPDATE recorded_at = recorded_at - INTERVAL 1 DAY WHERE 1 SETTINGS mutations_sync = 2',
    )
    await system.store.queries.execute('TRUNCATE TABLE rollup_runs')
    await fires('StitchlogRollupUnknown')
    await system.store.queries.execute(`
      INSERT INTO rollup_runs (run_id, kind, event, started_at, since, step, recorded_at)
      SELECT generateUUIDv4(), 'full', 'finished', now64(3) - INTERVAL 1 DAY, now64(3) - INTERVAL 2 DAY, '', now64(3)`)
    await system.store.queries.execute(`
      INSERT INTO tracking_ledger (network_id, at, change_id, change, user_id, inserted_at)
      SELECT 'acme', now64(3) - INTERVAL 3 HOUR, 'old', 'erase', 'bella', now64(3) - INTERVAL 3 HOUR`)
    await fires('StitchlogRollupStale', 'StitchlogErasuresLate')
    rollup.signal('SIGCONT')
    await rollup.restart()
    await resolves('StitchlogRollupUnknown', 'StitchlogRollupStale', 'StitchlogErasuresLate')
  })

  test('while the ledger cannot be exported', async () => {
    await rm(exportFolder, { recursive: true })
    await writeFile(exportFolder, '')
    await fires('StitchlogLedgerExportBehind')
    expect((await fetch(`${ingest.address}/v1/networks/acme/users/bert/activity`, { method: 'DELETE', headers })).status).toBe(503)
    await rm(exportFolder)
    await mkdir(exportFolder)
    await resolves('StitchlogLedgerExportBehind')
  })

  test('while there is no backup', async () => {
    await system.store.queries.execute('TRUNCATE TABLE backups')
    await fires('StitchlogBackupOld')
    await backUp('second')
    await resolves('StitchlogBackupOld')
  })

  test('while no ingest process runs', async () => {
    ingest.signal('SIGSTOP')
    await fires('StitchlogStoredLagUnknown', 'StitchlogProcessDown', 'StitchlogLedgerNotExported')
    ingest.signal('SIGCONT')
    await resolves('StitchlogStoredLagUnknown', 'StitchlogLedgerNotExported')
  })

  test('while a process has another version, retention or clock, old keys, a full disk or a ledger ahead', async () => {
    const build = 'stitchlog_build_info{service="query",version="9.9.9",schema="9",retention_days="30"} 1'
    const old = `stitchlog_token_keys_fetched_timestamp_seconds ${Date.now() / 1000 - 7200}`
    pretended = `${build}\n${old}\nstitchlog_database_disk_free_ratio{disk="cold"} 0.01\nstitchlog_clock_difference_seconds{server="Kafka"} -3\nstitchlog_ledger_ahead_seconds 60\nstitchlog_certificate_expires_timestamp_seconds{server="Kafka"} 1\n`
    const names = [
      'StitchlogVersionsDiffer',
      'StitchlogRetentionsDiffer',
      'StitchlogTokenKeysOld',
      'StitchlogDiskFilling',
      'StitchlogClockOff',
      'StitchlogLedgerAhead',
      'StitchlogCertificateEnding',
    ]
    await fires(...names)
    pretended = ''
    await resolves(...names)
  })

  test('each of them was provoked, but for those whose counters the tests of their faults read', () => {
    const missing = alerts.map(({ name }) => name).filter((name) => !seen.has(name))
    expect(missing).toEqual(['StitchlogStreamChanged', 'StitchlogLateWrite'])
  })
})
