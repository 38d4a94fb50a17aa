import { createHttpApp, createTokenVerifier, OperationRouter, RequestLimiter } from '@stitchlog/http-kit'
import { createLogger, createMetrics, Health, listen, type RunningService, retryUntilDeadline, runService, watch } from '@stitchlog/service-kit'
import { clickHouseRefusals, openHttpStore, pingActivity, prepareDatabase, reachingClickHouse, SharedLedger } from '@stitchlog/store'
import { addQueryOperations, addView, SignInCodes } from './add-query-operations.ts'
import { queryUsage, readQueryConfig } from './config.ts'

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
    agreed,
    writesThrough,
  } = readQueryConfig()
  const log = createLogger('query', logLevel)
  const metrics = createMetrics()
  const health = new Health(() => performance.now())
  const store = openHttpStore(clickHouse)
  const own = { service: 'query', settings: agreed, writesThrough, now: Date.now }
  const retries = { ...reachingClickHouse(clickHouse), timeoutSeconds: startTimeoutSeconds, log }
  await retryUntilDeadline(() => prepareDatabase(store, own), retries)
  const ledger = await retryUntilDeadline(() => SharedLedger.open(store, { now: Date.now, onLateWrite: () => {} }), retries)
  await retryUntilDeadline(() => pingActivity(store), retries)
  const clickHouseAway = { dependency: 'ClickHouse', health, log, refusals: clickHouseRefusals }
  watch(() => Promise.all([ledger.refresh(), pingActivity(store)]), { ...clickHouseAway, signal: stopping })

  const http = createHttpApp({ log, metrics, trustedProxies: limits.trustedProxies, allowedOrigins, metricsAddress, missing: () => health.missing })
  const router = new OperationRouter(http, createTokenVerifier(tokenKeys, { log, metrics }), Date.now, {
    limiter: new RequestLimiter(http, limits, metrics, clickHouse.reads?.atOnce),
  })
  const signInCodes = new SignInCodes(signIn, metrics)
  addQueryOperations(router, { store, ledger, now: Date.now, retentionDays, accessLogRetentionDays, downloads, signInCodes, log, metrics })
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
