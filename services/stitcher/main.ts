import { setTimeout } from 'node:timers/promises'
import { deadLetterTopic, ExplainedError, eventsTopic, stitcherGroup } from '@stitchlog/contracts'
import { connectKafka, DeadLetterPublisher, ensureTopics, KafkaSource } from '@stitchlog/event-stream/kafka'
import { createHttpApp } from '@stitchlog/http-kit'
import { createLogger, createMetrics, Health, listen, type RunningService, reach, runService, untilDone } from '@stitchlog/service-kit'
import { insertSpans, openHttpStore, prepareDatabase, SharedLedger, type Store } from '@stitchlog/store'
import { createStitcherCounts, runStitcher } from './app.ts'
import { readStitcherConfig } from './config.ts'
import { createDeadLetters } from './dead-letters.ts'
import { createExpiredAlarm } from './expired-alarm.ts'
import { createFlushMetrics, measureCounts, measureSource } from './metrics.ts'

/** Without a word from the brokers for so long they are away. */
const silenceMs = 30_000

/** Orchestrators kill after 30 s by default. What was not committed by then is read again by the next stitcher. */
const drainTimeoutMs = 25_000

await runService('stitcher', start)

async function start(): Promise<RunningService> {
  const {
    host,
    port,
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
  const kafka = connectKafka(cluster, 'stitchlog-stitcher', (message) => log.warn({ message }, 'kafka'))
  const reachClickHouse = { code: 'store-unavailable', what: `ClickHouse at ${clickHouse.url}`, timeoutSeconds: startTimeoutSeconds, log } as const
  const reachKafka = { code: 'stream-unavailable', what: `Kafka at ${cluster.brokers}`, timeoutSeconds: startTimeoutSeconds, log } as const
  await reach(() => prepareDatabase(store, own), reachClickHouse)
  const ledger = await reach(() => SharedLedger.open(store, { now: Date.now, onLateWrite: () => {} }), reachClickHouse)
  await reach(() => ensureTopics(kafka, topics), reachKafka)
  const deadLetters = await reach(() => DeadLetterPublisher.connect(kafka, deadLetterTopic, eventsTopic), reachKafka)

  const clickHouseAway = { dependency: 'ClickHouse', health, log }
  const durableStore = retrying(store, clickHouseAway)
  const source = new KafkaSource(kafka, { topic: eventsTopic, groupId: stitcherGroup, now: Date.now, sessionTimeoutMs })
  const isKafkaSilent = () => Date.now() - source.lastFetchAt > silenceMs
  const counts = createStitcherCounts()
  measureCounts(metrics, counts)
  measureSource(metrics, source)
  const stitching = runStitcher(
    source,
    {
      ledger: {
        get ledger() {
          return ledger.ledger
        },
        get knownUntil() {
          return ledger.knownUntil
        },
        settled: () => untilDone(() => ledger.settled(), clickHouseAway),
      },
      insertSpans: createFlushMetrics(metrics).measured((spans) => insertSpans(durableStore, spans)),
      rejects: createDeadLetters((letters) => untilDone(() => deadLetters.publish(letters), { dependency: 'Kafka', health, log })),
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
    log,
    metrics,
    missing: () => health.missing ?? (isKafkaSilent() ? 'Kafka is away: no answer' : undefined),
    isAlive: () => health.isAlive || isKafkaSilent(),
  })
  const address = await listen(http, { host, port })
  log.info({ address }, 'started')
  return {
    failed: stitching.then(() => new Promise<never>(() => {})),
    async stop() {
      source.end()
      const isDrained = await Promise.race([stitching.then(() => true), setTimeout(drainTimeoutMs, false)])
      if (!isDrained) throw new ExplainedError('store-unavailable', 'could not store everything in time; another stitcher will read it again')
      await Promise.all([source.close(), deadLetters.close(), http.close()])
      await store.close()
      log.info('stopped')
    },
  }
}

/** Inserts are tried until they succeed: what was read and not stored would have to be read again. */
function retrying(store: Store, outage: Parameters<typeof untilDone>[1]): Store {
  return { ...store, insertRows: (...rows) => untilDone(() => store.insertRows(...rows), outage) }
}
