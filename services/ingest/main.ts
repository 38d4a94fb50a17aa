import { eventsTopic, stitcherGroup, topicRetentionDays } from '@stitchlog/contracts'
import { connectKafka, ensureTopics, GroupLag, KafkaPublisher, kafkaRefusals, reachingKafka, requireWriteAccess } from '@stitchlog/event-stream/kafka'
import { createHttpApp, createTokenVerifier, OperationRouter, RequestLimiter } from '@stitchlog/http-kit'
import {
  createLogger,
  createMetrics,
  endsWithin,
  Health,
  listen,
  measureCertificates,
  noticesOfNewerSchema,
  type RunningService,
  readVersion,
  repeatUntil,
  reportBuild,
  reportClockDifferences,
  reportHealth,
  reportLedgerAge,
  retryUntilDeadline,
  runService,
  sparsely,
  startTracing,
  type TlsServer,
  tlsServerOf,
  watch,
} from '@stitchlog/service-kit'
import {
  clickHouseRefusals,
  ExportedLedger,
  LedgerExport,
  openHttpStore,
  prepareBesideExport,
  reachingClickHouse,
  readClockDifference,
  readNewestMigration,
  SharedLedger,
} from '@stitchlog/store'
import { Counter } from 'prom-client'
import { addIngestOperations, UserLimits } from './add-ingest-operations.ts'
import { canaryNetwork, createCanary } from './canary.ts'
import { ingestUsage, readIngestConfig } from './config.ts'
import { createErasureDeletions, deletionTimeoutMs } from './erasure-deletions.ts'
import { watchLedgerExport } from './ledger-export.ts'
import { measureLedgerLead } from './ledger-lead.ts'
import { measureStreamLag } from './stream-lag.ts'
import { watchTopicSettings } from './topic-settings.ts'

/** Beyond it clients are asked to come again. */
const maxWaitingRecords = 100_000

/** Raw events stay in Kafka up to a day longer, in a segment that is still written to; the last sweep of the database takes one. */
const goneAfterMs = (topicRetentionDays + 2) * 86_400_000

const ledgerReadMs = 2000

const clockReadMs = 30_000

const certificateReadMs = 60_000

/** @param broker `host:port` */
function addressOf(broker: string): { readonly host: string; readonly port: number } {
  const colon = broker.lastIndexOf(':')
  return { host: broker.slice(0, colon), port: Number(broker.slice(colon + 1)) }
}

/** Brokers that are silent are noticed within ten seconds. */
const kafkaCheck = { everyMs: 2000, timeoutMs: 5000 }

await runService('ingest', ingestUsage, start)

async function start(stopping: AbortSignal): Promise<RunningService> {
  const {
    host,
    port,
    metricsAddress,
    logLevel,
    startTimeoutSeconds,
    retentionDays,
    tokenKeys,
    limits,
    userLimits,
    changeQuotas,
    allowedOrigins,
    kafka: cluster,
    topics,
    canarySeconds,
    clickHouse,
    agreed,
    writesThrough,
    ledgerExportFolder,
    traces,
  } = readIngestConfig()
  const log = createLogger('ingest', logLevel)
  const metrics = createMetrics()
  const health = new Health(() => performance.now())
  /** Of what no event depends on. */
  const notNeeded = new Health(() => performance.now())
  reportHealth(metrics, health, notNeeded)
  reportBuild(metrics, { service: 'ingest', version: readVersion(), schema: await readNewestMigration(), retentionDays })
  const store = openHttpStore(clickHouse)
  const own = { service: 'ingest', settings: agreed, writesThrough, now: Date.now }
  const kafkaLog = sparsely(
    (message, count) => log.warn({ message, count }, 'kafka'),
    () => performance.now(),
  )
  const kafka = connectKafka(cluster, 'stitchlog-ingest', kafkaLog)
  const reachClickHouse = { ...reachingClickHouse(clickHouse), timeoutSeconds: startTimeoutSeconds, log }
  const reachKafka = { ...reachingKafka(cluster), timeoutSeconds: startTimeoutSeconds, log }
  const lateWrites = new Counter({
    name: 'stitchlog_ledger_late_writes_total',
    help: 'Tracking changes that were confirmed only after they were to count: events from in between may have been decided without them.',
    registers: [metrics],
  })
  const onLateWrite = (lateMs: number, networkId: string) => {
    // Nobody's activity was decided without it.
    if (networkId === canaryNetwork) return
    lateWrites.inc()
    log.error({ lateMs }, 'tracking-change-confirmed-late')
  }
  const schemaNotices = noticesOfNewerSchema(
    await retryUntilDeadline(() => prepareBesideExport(store, own, ledgerExportFolder), reachClickHouse),
    log,
  )
  const openExport = async (folder: string) => await LedgerExport.open(store, { folder, now: Date.now })
  const ledgerExport = ledgerExportFolder === undefined ? undefined : await retryUntilDeadline(() => openExport(ledgerExportFolder), reachClickHouse)
  const sharedLedger = await retryUntilDeadline(() => SharedLedger.open(store, { now: Date.now, onLateWrite, quotas: changeQuotas }), reachClickHouse)
  const ledger = ledgerExport === undefined ? sharedLedger : new ExportedLedger(sharedLedger, ledgerExport)
  await retryUntilDeadline(() => ensureTopics(kafka, topics), reachKafka)
  await retryUntilDeadline(() => requireWriteAccess(kafka, eventsTopic), reachKafka)
  const publisher = await retryUntilDeadline(() => KafkaPublisher.connect(kafka, eventsTopic, maxWaitingRecords), reachKafka)
  const admin = kafka.admin()
  await retryUntilDeadline(() => admin.connect(), reachKafka)
  const kafkaAway = { dependency: 'Kafka', health, log, refusals: kafkaRefusals }
  watch(() => admin.fetchTopicMetadata({ topics: [eventsTopic] }), { ...kafkaAway, signal: stopping, ...kafkaCheck })
  const lag = new GroupLag(admin, { topic: eventsTopic, groupId: stitcherGroup, now: Date.now })
  measureStreamLag(metrics, lag)
  watchTopicSettings({ admin, metrics, log, signal: stopping })
  watch(() => lag.read(), { ...kafkaAway, dependency: "the stitchers' commits", health: notNeeded, signal: stopping, ...kafkaCheck })

  // No event depends on it. But clients of a network that was switched off elsewhere soon hear that they may pause.
  const clickHouseAway = { dependency: 'ClickHouse', health: notNeeded, log, refusals: clickHouseRefusals }
  let clickHouseAheadMs: number | undefined
  const readClock = async () => {
    clickHouseAheadMs = await readClockDifference(store, Date.now)
  }
  const certificates: TlsServer[] = [
    ...(cluster.tls === undefined ? [] : cluster.brokers.map((broker) => ({ name: 'Kafka', ...addressOf(broker) }))),
    ...tlsServerOf('ClickHouse', clickHouse.url),
    ...('jwksUrl' in tokenKeys ? tlsServerOf('token keys', tokenKeys.jwksUrl) : []),
  ]
  const certificatesAway = { ...clickHouseAway, dependency: 'certificates', refusals: new Set<string>() }
  if (certificates.length > 0)
    watch(measureCertificates(metrics, certificates), { ...certificatesAway, signal: stopping, everyMs: certificateReadMs })
  reportClockDifferences(metrics, () => ({ ClickHouse: clickHouseAheadMs, Kafka: publisher.clockDifferenceMs }))
  watch(readClock, { ...clickHouseAway, dependency: "ClickHouse's clock", signal: stopping, everyMs: clockReadMs })
  watch(() => ledger.refresh(), { ...clickHouseAway, signal: stopping, everyMs: ledgerReadMs })
  reportLedgerAge(metrics, ledger)
  const changeNotices = () => (notNeeded.isAvailable('ClickHouse') ? [] : ['tracking changes and erasures are refused: ClickHouse does not respond'])

  const exportNotices = watchLedgerExport(ledgerExport, { metrics, health: notNeeded, log, signal: stopping })
  const leadNotices = measureLedgerLead(metrics, ledger)
  const tracing = await startTracing(traces, 'ingest')
  const http = createHttpApp({
    tracing,
    log,
    metrics,
    trustedProxies: limits.trustedProxies,
    allowedOrigins,
    metricsAddress,
    missing: () => health.missing,
    notices: () => [...schemaNotices, ...leadNotices(), ...changeNotices(), ...exportNotices()],
  })
  const router = new OperationRouter(http, createTokenVerifier(tokenKeys, { log, metrics }), Date.now, {
    limiter: new RequestLimiter(http, limits, metrics),
  })
  const deletions = createErasureDeletions(store, log, metrics)
  addIngestOperations(router, {
    store,
    stream: publisher,
    userLimits: new UserLimits(userLimits, metrics),
    ledger,
    withoutLedger: 'pass',
    deletions,
    now: Date.now,
    retentionDays,
    goneAfterMs,
    log,
    metrics,
  })
  router.refuseOtherMethods()
  const canary = { stream: publisher, ledger, store, now: Date.now, log, metrics, signal: stopping }
  if (canarySeconds > 0) repeatUntil(stopping, canarySeconds * 1000, createCanary(canary))
  const address = await listen(http, { host, port })
  log.info({ address }, 'started')
  return {
    failed: new Promise<never>(() => {}),
    async stop() {
      // Requests first, which wait for their records.
      await http.close()
      await Promise.all([publisher.close(), admin.disconnect(), endsWithin(deletions.finish(), deletionTimeoutMs)])
      await ledgerExport?.close()
      await store.close()
      log.info('stopped')
    },
  }
}
