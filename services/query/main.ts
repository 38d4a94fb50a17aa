import { createHttpApp, createTokenVerifier, OperationRouter, RequestLimiter } from '@stitchlog/http-kit'
import {
  createLogger,
  createMetrics,
  Health,
  listen,
  noteFailure,
  noteSuccess,
  noticesOfNewerSchema,
  type RunningService,
  readVersion,
  reportBuild,
  reportHealth,
  reportLedgerAge,
  retryUntilDeadline,
  runService,
  startTracing,
  watch,
} from '@stitchlog/service-kit'
import {
  clickHouseRefusals,
  openHttpStore,
  pingActivity,
  prepareBesideExport,
  probeAccessLog,
  reachingClickHouse,
  readNewestMigration,
  refuseOlderLedger,
  SharedLedger,
} from '@stitchlog/store'
import { addQueryOperations, addView, type OnLook, ScimDirectory, SignInCodes } from './add-query-operations.ts'
import { queryUsage, readQueryConfig } from './config.ts'
import { measureDisks } from './disk-metrics.ts'
import { measureRollups } from './rollup-metrics.ts'

/** How often it is read what the rollup service has done. */
const rollupReadMs = 15_000

await runService('query', queryUsage, start)

async function start(stopping: AbortSignal): Promise<RunningService> {
  const {
    host,
    port,
    metricsAddress,
    logLevel,
    startTimeoutSeconds,
    retentionDays,
    accessLogRetentionDays,
    tokenKeys,
    limits,
    allowedOrigins,
    clickHouse,
    downloads,
    signIn,
    directory: scim,
    agreed,
    writesThrough,
    ledgerExportFolder,
    traces,
  } = readQueryConfig()
  const log = createLogger('query', logLevel)
  const metrics = createMetrics()
  const health = new Health(() => performance.now())
  /** Of what no answer depends on. */
  const notNeeded = new Health(() => performance.now())
  reportHealth(metrics, health, notNeeded)
  reportBuild(metrics, { service: 'query', version: readVersion(), schema: await readNewestMigration(), retentionDays })
  const store = openHttpStore(clickHouse)
  const own = { service: 'query', settings: agreed, writesThrough, now: Date.now }
  const retries = { ...reachingClickHouse(clickHouse), timeoutSeconds: startTimeoutSeconds, log }
  const schemaNotices = noticesOfNewerSchema(await retryUntilDeadline(() => prepareBesideExport(store, own, ledgerExportFolder), retries), log)
  await retryUntilDeadline(() => refuseOlderLedger(store, ledgerExportFolder), retries)
  const ledger = await retryUntilDeadline(() => SharedLedger.open(store, { now: Date.now, onLateWrite: () => {} }), retries)
  await retryUntilDeadline(() => pingActivity(store), retries)
  const clickHouseAway = { dependency: 'ClickHouse', health, log, refusals: clickHouseRefusals }
  watch(() => Promise.all([ledger.refresh(), pingActivity(store)]), { ...clickHouseAway, signal: stopping })

  const looksRefused = { ...clickHouseAway, dependency: 'the record of looks' }
  const onLook: OnLook = (failure) => (failure === undefined ? noteSuccess(looksRefused) : noteFailure(failure.error, looksRefused))
  const tryToRecord = async () => {
    if (!health.isAvailable(looksRefused.dependency)) await probeAccessLog(store, Date.now())
  }
  watch(tryToRecord, { ...looksRefused, signal: stopping })
  const observed = { ...clickHouseAway, dependency: 'the record of rollups', health: notNeeded }
  watch(measureRollups(metrics, store, Date.now), { ...observed, signal: stopping, everyMs: rollupReadMs })
  watch(measureDisks(metrics, store), { ...observed, dependency: "ClickHouse's disks", signal: stopping, everyMs: rollupReadMs })
  reportLedgerAge(metrics, ledger)

  const { trustedProxies } = limits
  const missing = () => health.missing
  const tracing = await startTracing(traces, 'query')
  const http = createHttpApp({ tracing, log, metrics, trustedProxies, allowedOrigins, metricsAddress, missing, notices: () => schemaNotices })
  const router = new OperationRouter(http, createTokenVerifier(tokenKeys, { log, metrics }), Date.now, {
    limiter: new RequestLimiter(http, limits, metrics, clickHouse.reads?.atOnce),
  })
  const signInCodes = new SignInCodes(signIn, metrics)
  const directory = scim && new ScimDirectory(scim, { health: notNeeded, log, metrics, signal: stopping })
  directory?.begin()
  const limitsOfReads = { retentionDays, accessLogRetentionDays, downloads }
  addQueryOperations(router, { store, ledger, now: Date.now, ...limitsOfReads, signInCodes, directory, onLook, log, metrics })
  router.refuseOtherMethods()
  addView(http)
  const address = await listen(http, { host, port })
  log.info({ address }, 'started')
  return {
    failed: new Promise<never>(() => {}),
    async stop() {
      await http.close()
      await store.close()
      log.info('stopped')
    },
  }
}
