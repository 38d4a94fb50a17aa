import { deadLetterTopic, ExplainedError, eventsTopic, stitcherGroup } from '@stitchlog/contracts'
import {
  connectKafka,
  DeadLetterPublisher,
  ensureTopics,
  groupTimeouts,
  KafkaSource,
  kafkaRefusals,
  type LogAnomaly,
  reachingKafka,
  requireWriteAccess,
  type UnreadableBatch,
} from '@stitchlog/event-stream/kafka'
import { createHttpApp } from '@stitchlog/http-kit'
import {
  createLogger,
  createMetrics,
  endsWithin,
  Health,
  listen,
  noticesOfNewerSchema,
  type RunningService,
  readVersion,
  reportBuild,
  reportHealth,
  retryForever,
  retryUntilDeadline,
  runService,
  sparsely,
  startTracing,
  TimedOut,
  watch,
} from '@stitchlog/service-kit'
import {
  clickHouseRefusals,
  insertSpans,
  openHttpStore,
  prepareBesideExport,
  reachingClickHouse,
  readNewestMigration,
  refuseOlderLedger,
  SharedLedger,
} from '@stitchlog/store'
import { readStitcherConfig, stitcherUsage } from './config.ts'
import { createDeadLetters } from './dead-letters.ts'
import { createExpiredAlarm } from './expired-alarm.ts'
import {
  createAnomalyMetrics,
  createDeadLetterMetrics,
  createFlushMetrics,
  createStoredMetrics,
  createUnreadableMetrics,
  measureCounts,
  measureSource,
} from './metrics.ts'
import { withRetriedInserts } from './retrying-inserts.ts'
import { withRetriedReads } from './retrying-ledger.ts'
import { createStitcherCounts, runStitcher } from './stitch.ts'
import { StreamAlarms } from './stream-alarms.ts'

/** Without a word from the brokers for so long they are away: they answer a fetch within a quarter of a second. */
const silenceMs = 5000

/** Orchestrators kill after 30 s by default. What was not committed by then is read again by the next stitcher. */
const drainTimeoutMs = 25_000

await runService('stitcher', stitcherUsage, start)

async function start(stopping: AbortSignal): Promise<RunningService> {
  const {
    host,
    port,
    metricsAddress,
    logLevel,
    startTimeoutSeconds,
    kafka: cluster,
    topics,
    sessionTimeoutMs,
    clickHouse,
    settings,
    agreed,
    writesThrough,
    ledgerExportFolder,
    traces,
  } = readStitcherConfig()
  const log = createLogger('stitcher', logLevel)
  const metrics = createMetrics()
  const health = new Health(() => performance.now())
  reportHealth(metrics, health)
  reportBuild(metrics, { service: 'stitcher', version: readVersion(), schema: await readNewestMigration(), retentionDays: settings.retentionDays })
  const store = openHttpStore(clickHouse)
  const own = { service: 'stitcher', settings: agreed, writesThrough, now: Date.now }
  const { requestMs } = groupTimeouts(sessionTimeoutMs)
  const kafkaLog = sparsely(
    (message, count) => log.warn({ message, count }, 'kafka'),
    () => performance.now(),
  )
  const kafka = connectKafka(cluster, 'stitchlog-stitcher', kafkaLog, requestMs)
  const reachClickHouse = { ...reachingClickHouse(clickHouse), timeoutSeconds: startTimeoutSeconds, log }
  const reachKafka = { ...reachingKafka(cluster), timeoutSeconds: startTimeoutSeconds, log }
  const schemaNotices = noticesOfNewerSchema(
    await retryUntilDeadline(() => prepareBesideExport(store, own, ledgerExportFolder), reachClickHouse),
    log,
  )
  await retryUntilDeadline(() => refuseOlderLedger(store, ledgerExportFolder), reachClickHouse)
  const ledger = await retryUntilDeadline(() => SharedLedger.open(store, { now: Date.now, onLateWrite: () => {} }), reachClickHouse)
  await retryUntilDeadline(() => ensureTopics(kafka, topics), reachKafka)
  await retryUntilDeadline(() => requireWriteAccess(kafka, deadLetterTopic), reachKafka)
  const deadLetters = await retryUntilDeadline(() => DeadLetterPublisher.connect(kafka, deadLetterTopic, eventsTopic), reachKafka)

  const clickHouseAway = { dependency: 'ClickHouse', health, log, refusals: clickHouseRefusals }
  const durableStore = withRetriedInserts(store, clickHouseAway)
  const alarms = new StreamAlarms(durableStore, Date.now)
  await retryUntilDeadline(() => alarms.refresh(), reachClickHouse)
  watch(() => alarms.refresh(), { ...clickHouseAway, dependency: 'ClickHouse for reads', signal: stopping })
  const onAnomaly = async (anomaly: LogAnomaly) => {
    const { kind, partition, expectedOffset, readFrom } = anomaly
    log.error({ topic: eventsTopic, partition, expectedOffset: Number(expectedOffset), readFrom: Number(readFrom) }, kind)
    await alarms.raise(anomaly)
  }
  const countUnreadable = createUnreadableMetrics(metrics)
  const onUnreadable = (batch: UnreadableBatch) => {
    countUnreadable(batch)
    log.error({ topic: eventsTopic, ...batch }, 'batch-unreadable')
  }
  const source = new KafkaSource(kafka, {
    topic: eventsTopic,
    groupId: stitcherGroup,
    now: Date.now,
    sessionTimeoutMs,
    onAnomaly,
    onAnomalyPassed: createAnomalyMetrics(metrics),
    onUnreadable,
    onAssigned: (partitions) => log.info({ partitions }, 'partitions-assigned'),
    onLost: () => log.warn({ trouble: source.trouble }, 'partitions-lost'),
    signal: stopping,
  })
  const isKafkaSilent = () => source.isAssigned && Date.now() - source.lastFetchAt > silenceMs
  const kafkaAway = { dependency: 'Kafka', health, log, refusals: kafkaRefusals }
  const expectWord = async () => {
    if (isKafkaSilent()) throw new TimedOut(silenceMs)
  }
  watch(expectWord, { ...kafkaAway, signal: stopping, everyMs: 1000 })
  const unassigned = () => {
    if (source.isAssigned) return
    if (source.trouble !== undefined && kafkaRefusals.has(source.trouble)) return `no partitions are read: Kafka refuses: ${source.trouble}`
    return `no partitions are read: the consumer group is rebalancing${source.trouble === undefined ? '' : ` (${source.trouble})`}`
  }
  const counts = createStitcherCounts()
  measureCounts(metrics, counts)
  measureSource(metrics, source)
  const stitching = runStitcher(
    source,
    {
      ledger: withRetriedReads(ledger, clickHouseAway),
      insertSpans: createFlushMetrics(metrics).measured((spans) => insertSpans(durableStore, spans)),
      rejects: createDeadLetters(
        (letters) => retryForever(() => deadLetters.publish(letters), { ...kafkaAway, dependency: 'Kafka for dead letters' }),
        createDeadLetterMetrics(metrics),
      ),
      onStored: createStoredMetrics(metrics),
      settings,
      now: () => performance.now(),
      onTurn: () => health.progressed(),
      onAcceptedExpired: createExpiredAlarm(
        metrics,
        (report) => log.error(report, 'accepted-event-expired'),
        () => performance.now(),
      ),
    },
    counts,
  )
  stitching.catch(() => {})
  const tracing = await startTracing(traces, 'stitcher')
  const http = createHttpApp({
    tracing,
    metricsAddress,
    log,
    metrics,
    missing: () => health.missing ?? unassigned() ?? alarms.reason,
    isAlive: () => health.isAlive,
    notices: () => schemaNotices,
  })
  const address = await listen(http, { host, port })
  log.info({ address }, 'started')
  return {
    failed: stitching.then(() => new Promise<never>(() => {})),
    // The others need not wait until its session ends.
    abandon: () => source.close(),
    async stop() {
      // The source has ended.
      const isDrained = await endsWithin(stitching, drainTimeoutMs)
      if (!isDrained) throw new ExplainedError('store-unavailable', 'could not store everything in time; another stitcher will read it again')
      await Promise.all([source.close(), deadLetters.close(), http.close()])
      await store.close()
      log.info('stopped')
    },
  }
}
