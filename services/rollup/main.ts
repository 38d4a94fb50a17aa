import { createHttpApp } from '@stitchlog/http-kit'
import { createLogger, createMetrics, Health, listen, type RunningService, retryUntilDeadline, runService, watch } from '@stitchlog/service-kit'
import { clickHouseRefusals, openHttpStore, ping, prepareDatabase } from '@stitchlog/store'
import { readRollupConfig, rollupServiceUsage } from './config.ts'
import { createRollupMetrics } from './metrics.ts'
import { defaultRollupSettings } from './roll-up.ts'
import { scheduleRollups } from './schedule.ts'

await runService('rollup', rollupServiceUsage, start)

async function start(): Promise<RunningService> {
  const { host, port, logLevel, startTimeoutSeconds, retentionDays, accessLogRetentionDays, cron, clickHouse, agreed, writesThrough } =
    readRollupConfig()
  const log = createLogger('rollup', logLevel)
  const health = new Health(() => performance.now())
  const store = openHttpStore(clickHouse)
  const own = { service: 'rollup', settings: agreed, writesThrough, now: Date.now }
  await retryUntilDeadline(() => prepareDatabase(store, own), {
    code: 'store-unavailable',
    what: `ClickHouse at ${clickHouse.url}`,
    timeoutSeconds: startTimeoutSeconds,
    log,
    refusals: clickHouseRefusals,
  })
  const registry = createMetrics()
  const http = createHttpApp({ log, metrics: registry, missing: () => health.missing })
  const address = await listen(http, { host, port })
  const clickHouseAway = { dependency: 'ClickHouse', health, log, refusals: clickHouseRefusals }
  const stopWatching = watch(() => ping(store), clickHouseAway)
  const metrics = createRollupMetrics(registry, Date.now)
  const dependencies = { store, now: Date.now, retentionDays, accessLogRetentionDays, settings: defaultRollupSettings }
  const schedule = scheduleRollups(dependencies, { cron, metrics, log, health })
  log.info({ address }, 'started')
  return {
    failed: new Promise<never>(() => {}),
    async stop() {
      stopWatching()
      await Promise.all([schedule.stop(), http.close()])
      await store.close()
      log.info('stopped')
    },
  }
}
