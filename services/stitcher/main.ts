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
  type RunningService,
  retryForever,
  retryUntilDeadline,
  runService,
  watch,
} from '@stitchlog/service-kit'
import { clickHouseRefusals, insertSpans, openHttpStore, prepareDatabase, reachingClickHouse, SharedLedger } from '@stitchlog/store'
import { readStitcherConfig, stitcherUsage } from './config.ts'
import { createDeadLetters } from './dead-letters.ts'
import { createExpiredAlarm } from './expired-alarm.ts'
import { createAnomalyMetrics, createFlushMetrics, createUnreadableMetrics, measureCounts, measureSource } from './metrics.ts'
import { withRetriedInserts } from './retrying-inserts.ts'
import { withRetriedReads } from './retrying-ledger.ts'
import { createStitcherCounts, runStitcher } from './stitch.ts'
import { StreamAlarms } from './stream-alarms.ts'

/** Without a word from the brokers for so long they are away. */
const silenceMs = 30_000

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
  } = readStitcherConfig()
  const log = createLogger('stitcher', logLevel)
  const metrics = createMetrics()
  const health = new Health(() => performance.now())
  const store = openHttpStore(clickHouse)
  const own = { service: 'stitcher', settings: agreed, writesThrough, now: Date.now }
  const { requestMs } = groupTimeouts(sessionTimeoutMs)
  const kafka = connectKafka(cluster, 'stitchlog-stitcher', (message) => log.warn({ message }, 'kafka'), requestMs)
  const reachClickHouse = { ...reachingClickHouse(clickHouse), timeoutSeconds: startTimeoutSeconds, log }
  const reachKafka = { ...reachingKafka(cluster), timeoutSeconds: startTimeoutSeconds, log }
  await retryUntilDeadline(() => prepareDatabase(store, own), reachClickHouse)
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
    signal: stopping,
  })
  const isKafkaSilent = () => Date.now() - source.lastFetchAt > silenceMs
  const unassigned = () => {
    if (source.isAssigned && Date.now() - source.lastFetchAt < sessionTimeoutMs) return
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
      rejects: createDeadLetters((letters) =>
        retryForever(() => deadLetters.publish(letters), { dependency: 'Kafka', health, log, refusals: kafkaRefusals }),
      ),
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
  const http = createHttpApp({
    metricsAddress,
    log,
    metrics,
    missing: () => health.missing ?? (isKafkaSilent() ? 'Kafka is away: no answer' : (unassigned() ?? alarms.reason)),
    isAlive: () => health.isAlive || isKafkaSilent(),
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
