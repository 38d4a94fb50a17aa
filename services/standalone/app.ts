import { stitcherSettingsSchema } from '@stitchlog/contracts'
import { EmbeddedEventStream } from '@stitchlog/event-stream'
import { createHttpApp, createTokenVerifier, OperationRouter, type TokenKeys } from '@stitchlog/http-kit'
import { addIngestOperations } from '@stitchlog/ingest'
import { addQueryOperations, addView } from '@stitchlog/query'
import { defaultRollupSettings } from '@stitchlog/rollup'
import { createRollupMetrics } from '@stitchlog/rollup/metrics'
import { type RollupSchedule, scheduleRollups } from '@stitchlog/rollup/schedule'
import type { Logger, RunningService } from '@stitchlog/service-kit'
import { createMetrics } from '@stitchlog/service-kit'
import { createStitcherCounts, runStitcher } from '@stitchlog/stitcher'
import { createFlushMetrics, measureCounts } from '@stitchlog/stitcher/metrics'
import { insertSpans, type LedgerLog, type Store } from '@stitchlog/store'
import type { FastifyInstance } from 'fastify'

const dayMs = 86_400_000

/** Events that wait for their spans to be stored; beyond it clients are asked to come again. */
const maxWaitingEvents = 100_000

/** A request is answered when its events are stored, so spans are not kept waiting for more. */
const maxFlushAgeMs = 50

export interface StandaloneDependencies {
  readonly store: Store
  readonly ledger: LedgerLog
  readonly tokenKeys: TokenKeys
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly rollupCron: string
  readonly log: Logger
  readonly now: () => number
}

export interface Standalone extends RunningService {
  readonly http: FastifyInstance
}

/** Ingest, stitcher, rollup and query in one process, wired to one store and one stream. The caller lets `http` listen, and owns the store. */
export function createStandalone(dependencies: StandaloneDependencies): Standalone {
  const { store, ledger, tokenKeys, retentionDays, accessLogRetentionDays, log, now } = dependencies
  const metrics = createMetrics()
  const stream = new EmbeddedEventStream(maxWaitingEvents, now)
  const counts = createStitcherCounts()
  measureCounts(metrics, counts)
  const flushes = createFlushMetrics(metrics)
  const stitching = runStitcher(
    stream.source(),
    {
      ledger,
      insertSpans: flushes.measured((spans) => insertSpans(store, spans)),
      // Ingest lets nothing through that would be rejected.
      rejects: {
        add: ({ reason }) => log.error({ reason }, 'record-rejected'),
        flush: async () => {},
      },
      settings: stitcherSettingsSchema.parse({ maxFlushAgeMs, retentionDays }),
      now: () => performance.now(),
    },
    counts,
  )
  const failed = new Promise<never>((_, reject) => {
    stitching.catch((error) => {
      stream.fail(new Error('events cannot be stored', { cause: error }))
      reject(error)
    })
  })
  // Whoever runs this service waits for it; until then it is no unhandled rejection.
  failed.catch(() => {})

  const http = createHttpApp({ log, metrics, missing: () => undefined })
  const router = new OperationRouter(http, createTokenVerifier(tokenKeys), now)
  addIngestOperations(router, { stream, ledger, store, now, retentionDays, goneAfterMs: dayMs, log, metrics })
  addQueryOperations(router, { store, ledger, now, retentionDays, accessLogRetentionDays, log })
  router.refuseOtherMethods()
  addView(http)
  let rollups: RollupSchedule | undefined
  // Only then, so that a start that fails leaves nothing running.
  http.addHook('onListen', async () => {
    rollups = scheduleRollups(
      { store, now, retentionDays, accessLogRetentionDays, settings: defaultRollupSettings },
      { cron: dependencies.rollupCron, metrics: createRollupMetrics(metrics, now), log },
    )
  })

  return {
    http,
    failed,
    async stop() {
      // Requests first, which wait for their spans; then the stitcher, which has written them.
      await http.close()
      await stream.close()
      await Promise.all([stitching, rollups?.stop()])
    },
  }
}
