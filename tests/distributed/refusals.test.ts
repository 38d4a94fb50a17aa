import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ServiceProcess } from './service-process.ts'
import { canRunStack } from './temporary-stack.ts'
import { TestSystem } from './test-system.ts'

describe.runIf(canRunStack())('what will not pass by itself', { timeout: 600_000 }, () => {
  let system: TestSystem
  let query: ServiceProcess
  let stitcher: ServiceProcess

  beforeAll(async () => {
    system = await TestSystem.start()
    query = await system.startService('query')
    stitcher = await system.startService('stitcher')
    await Promise.all([query.ready(), stitcher.ready()])
  })
  afterAll(() => system?.stop())

  const readinessOf = async ({ address }: ServiceProcess) => {
    const answer = await fetch(`${address}/readyz`)
    return `${answer.status} ${JSON.stringify(await answer.json())}`
  }

  const comesTrue = (assertion: () => Promise<void>) => vi.waitFor(assertion, { timeout: 180_000, interval: 200 })

  test('a query service from whose database a table was taken says so, and is back when it is', async () => {
    await system.store.queries.execute('RENAME TABLE user_days TO kept')
    await comesTrue(async () => expect(await readinessOf(query)).toMatch(/^503 .*ClickHouse refuses: ClickHouseError UNKNOWN_TABLE 60/))
    await system.store.queries.execute('RENAME TABLE kept TO user_days')
    await query.ready()
  })

  test('a stitcher whose rows the database does not take says so, keeps them, and stores them when it does', async () => {
    await system.store.queries.execute('ALTER TABLE session_spans RENAME COLUMN timeout_ms TO kept')
    const ingest = await system.startService('ingest')
    await ingest.ready()
    const headers = { authorization: `Bearer ${await system.tokenFor(['acme'])}`, 'content-type': 'application/json' }
    await fetch(`${ingest.address}/v1/networks/acme/tracking`, { method: 'PUT', headers, body: '{"enabled":true}' })
    await comesTrue(async () => {
      const events = [{ networkId: 'acme', userId: 'anna', device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: Date.now() }]
      const answer = await fetch(`${ingest.address}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) })
      expect(JSON.parse(await answer.text())).toMatchObject({ accepted: 1 })
    })
    await comesTrue(async () => expect(await readinessOf(stitcher)).toMatch(/^503 .*ClickHouse refuses: ClickHouseError NO_SUCH_COLUMN_IN_TABLE 16/))
    await system.store.queries.execute('ALTER TABLE session_spans RENAME COLUMN kept TO timeout_ms')
    await comesTrue(async () => expect(await system.sessionParts()).toHaveLength(1))
    await stitcher.ready()
  })

  test.each(['stitcher', 'ingest'] as const)('a %s with a password for a Kafka that takes none ends its start at once', async (service) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL(`../../services/${service}/main.ts`, import.meta.url))], {
      env: {
        PATH: process.env['PATH'],
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
