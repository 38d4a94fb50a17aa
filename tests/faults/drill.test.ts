// Shorter, in `npm test`: tests/distributed/drill.test.ts, tests/distributed/tracking.test.ts
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceProcess } from '../distributed/service-process.ts'
import { canRunStack } from '../distributed/temporary-stack.ts'
import type { TestSystem } from '../distributed/test-system.ts'
import { comesTrue, linesOf, metric, readinessOf, sendTo, startWatchedSystem, type WatchedSystem } from '../distributed/watched-system.ts'

describe.runIf(canRunStack())('what is seen of a fault that lasts', { timeout: 600_000 }, () => {
  let watched: WatchedSystem
  let system: TestSystem
  let ingest: ServiceProcess
  let stitcher: ServiceProcess
  let query: ServiceProcess

  beforeAll(async () => {
    watched = await startWatchedSystem()
    ;({ system, ingest, stitcher, query } = watched)
  })
  afterAll(() => system?.stop())

  test('while ClickHouse hangs, what is not stored and since when; ingest goes on and says what it cannot do', async () => {
    system.clickHouseProxy.weather = 'silent'
    await comesTrue(async () => expect((await sendTo(watched, 10)).status).toBe(202))
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
      const outage = (await linesOf(watched, service)).filter(({ dependency }) => String(dependency).startsWith('ClickHouse'))
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
    await comesTrue(async () => expect((await linesOf(watched, 'stitcher')).map(({ event }) => event)).toContain('kafka'))
    for (const proxy of system.kafkaProxies) proxy.weather = 'clear'
    await Promise.all([ingest.ready(), stitcher.ready()])
    for (const service of ['ingest', 'stitcher']) {
      const lines = await linesOf(watched, service)
      const messages = lines.filter(({ event }) => event === 'kafka')
      const kinds = new Set(messages.map(({ message }) => String(message).replaceAll(/\d+/g, '#')))
      expect(messages.length, 'one of a kind, and one every half a minute').toBeLessThanOrEqual(3 * kinds.size)
      expect(lines).toContainEqual(expect.objectContaining({ event: 'back', dependency: 'Kafka' }))
    }
  })

  test('a query service from whose database a table was taken says so, and is back when it is', async () => {
    await system.store.queries.execute('RENAME TABLE user_days TO kept')
    await comesTrue(async () => expect(await readinessOf(query)).toMatch(/^503 .*ClickHouse refuses: ClickHouseError UNKNOWN_TABLE 60/))
    await system.store.queries.execute('RENAME TABLE kept TO user_days')
    await query.ready()
  })
})
