import { createHttpApp } from '@stitchlog/http-kit'
import {
  createLogger,
  createMetrics,
  Health,
  listen,
  noticesOfNewerSchema,
  type RunningService,
  readVersion,
  reportBuild,
  reportHealth,
  retryUntilDeadline,
  runService,
  startTracing,
  watch,
} from '@stitchlog/service-kit'
import {
  clickHouseRefusals,
  openHttpStore,
  ping,
  prepareBesideExport,
  reachingClickHouse,
  readNewestMigration,
  refuseOlderLedger,
} from '@stitchlog/store'
import { readRollupConfig, rollupServiceUsage } from './config.ts'
import { createRollupMetrics } from './metrics.ts'
import { defaultRollupSettings } from './roll-up.ts'
import { rollUpOnSchedule } from './schedule.ts'

await runService('rollup', rollupServiceUsage, start)

async function start(stopping: AbortSignal): Promise<RunningService> {
  const {
    host,
    port,
    metricsAddress,
    logLevel,
    startTimeoutSeconds,
    retentionDays,
    accessLogRetentionDays,
    cron,
    clickHouse,
    agreed,
    writesThrough,
    ledgerExportFolder,
    traces,
  } = readRollupConfig()
  const log = createLogger('rollup', logLevel)
  const health = new Health(() => performance.now())
  const store = openHttpStore(clickHouse)
  const own = { service: 'rollup', settings: agreed, writesThrough, now: Date.now }
  const retries = { ...reachingClickHouse(clickHouse), timeoutSeconds: startTimeoutSeconds, log }
  const schemaNotices = noticesOfNewerSchema(await retryUntilDeadline(() => prepareBesideExport(store, own, ledgerExportFolder), retries), log)
  await retryUntilDeadline(() => refuseOlderLedger(store, ledgerExportFolder), retries)
  const registry = createMetrics()
  reportHealth(registry, health)
  reportBuild(registry, { service: 'rollup', version: readVersion(), schema: await readNewestMigration(), retentionDays })
  const tracing = await startTracing(traces, 'rollup')
  const http = createHttpApp({ tracing, log, metrics: registry, metricsAddress, missing: () => health.missing, notices: () => schemaNotices })
  const address = await listen(http, { host, port })
  const clickHouseAway = { dependency: 'ClickHouse', health, log, refusals: clickHouseRefusals }
  watch(() => ping(store), { ...clickHouseAway, signal: stopping })
  const metrics = createRollupMetrics(registry, Date.now)
  const dependencies = { store, now: Date.now, retentionDays, accessLogRetentionDays, settings: defaultRollupSettings }
  const rollups = rollUpOnSchedule(dependencies, { cron, metrics, log, health, signal: stopping })
  log.info({ address }, 'started')
  return {
    failed: new Promise<never>(() => {}),
    async stop() {
      await Promise.all([rollups, http.close()])
      await store.close()
      log.info('stopped')
    },
  }
}
