import { ExplainedError, stitcherSettingsSchema } from '@stitchlog/contracts'
import { EmbeddedEventStream } from '@stitchlog/event-stream'
import { createHttpApp, createTokenVerifier, OperationRouter, RequestLimiter, type RequestLimits, type TokenKeys } from '@stitchlog/http-kit'
import { addIngestOperations, UserLimits } from '@stitchlog/ingest'
import { createErasureDeletions, deletionTimeoutMs } from '@stitchlog/ingest/erasure-deletions'
import { watchLedgerExport } from '@stitchlog/ingest/ledger-export'
import { measureLedgerLead } from '@stitchlog/ingest/ledger-lead'
import type { UserLimitSettings } from '@stitchlog/ingest/user-limit-variables'
import { addQueryOperations, addView, type Directory, ScimDirectory, SignInCodes } from '@stitchlog/query'
import type { ScimSettings } from '@stitchlog/query/directory-variables'
import type { DownloadLimits } from '@stitchlog/query/download-variables'
import type { SignInLimits } from '@stitchlog/query/sign-in-variables'
import { defaultRollupSettings } from '@stitchlog/rollup'
import { createRollupMetrics } from '@stitchlog/rollup/metrics'
import { rollUpOnSchedule } from '@stitchlog/rollup/schedule'
import {
  createMetrics,
  endsWithin,
  Health,
  type Logger,
  type RunningService,
  readVersion,
  reportBuild,
  reportHealth,
  type Tracing,
  watch,
} from '@stitchlog/service-kit'
import { createStitcherCounts, runStitcher } from '@stitchlog/stitcher'
import { createFlushMetrics, createStoredMetrics, measureCounts } from '@stitchlog/stitcher/metrics'
import { withRetriedInserts } from '@stitchlog/stitcher/retrying-inserts'
import { withRetriedReads } from '@stitchlog/stitcher/retrying-ledger'
import { clickHouseRefusals, ExportedLedger, insertSpans, type LedgerExport, type SingleWriterLedger, type Store } from '@stitchlog/store'
import type { FastifyInstance } from 'fastify'
import { addTryPage } from './add-try-page.ts'
import { checkDataFolder } from './check-data-folder.ts'

const dayMs = 86_400_000

/** How many events may wait until their spans are stored. Beyond it clients are asked to retry. */
const maxWaitingEvents = 100_000

/** For events that had to wait for the ledger. Others are written as soon as the insert before is done, because their requests wait for that. */
const maxFlushAgeMs = 50

/** After a full disk, space must be noticed soon. Longer pauses would spare no other process. */
const longestPauseMs = 1000

const dataFolderCheckMs = 1000

/** System error codes that are permanent until somebody acts. A full disk is not: it may get space by itself. */
const folderRefusals: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS'])

/** Events that wait this long mean that nothing can be stored. */
const stalledAfterMs = 10_000

/** Time to store after the last request was answered. Events that are not stored by then were confirmed to nobody. */
const drainTimeoutMs = 5000

/** A rollup may be interrupted anywhere, and continues at the next start. */
const rollupTimeoutMs = 15_000

export interface StandaloneDependencies {
  readonly store: Store
  readonly ledger: SingleWriterLedger
  /** None if absent. */
  readonly ledgerExport?: LedgerExport | undefined
  /** Absolute path; its free space is watched. */
  readonly dataFolder: string
  readonly tokenKeys: TokenKeys
  readonly retentionDays: number
  readonly accessLogRetentionDays: number
  readonly rollupCron: string
  readonly downloads: DownloadLimits
  readonly signIn: SignInLimits
  /** None if absent. */
  readonly scim?: ScimSettings | undefined
  /** Asked before it, such as that of the sample network. */
  readonly directory?: Directory | undefined
  readonly userLimits: UserLimitSettings
  readonly limits: RequestLimits
  /** None if absent. */
  readonly allowedOrigins?: readonly string[]
  readonly metricsAddress?: { readonly host: string; readonly port: number } | undefined
  /** The newest migration of this version. */
  readonly newestMigration?: string
  readonly tracing?: Tracing | undefined
  readonly log: Logger
  readonly now: () => number
}

export interface Standalone extends RunningService {
  readonly http: FastifyInstance
  readonly signInCodes: SignInCodes
}

/** Reads that are answered at once: the engine executes one, and another one may be between its steps. */
const readsAtOnce = 2

/** Ingest, stitcher, rollup and query in one process, wired to one store and one stream. The caller lets `http` listen, and owns the store. */
export function createStandalone(dependencies: StandaloneDependencies): Standalone {
  const { store, ledger, ledgerExport, dataFolder, tokenKeys, retentionDays, accessLogRetentionDays, limits, log, now } = dependencies
  const metrics = createMetrics()
  const health = new Health(() => performance.now())
  /** Of what no event depends on. */
  const notNeeded = new Health(() => performance.now())
  reportHealth(metrics, health, notNeeded)
  reportBuild(metrics, { service: 'standalone', version: readVersion(), schema: dependencies.newestMigration ?? '', retentionDays })
  const stream = new EmbeddedEventStream(maxWaitingEvents, now)
  const missing = () => health.missing ?? (stream.waitingMs > stalledAfterMs ? 'the database is away: events are not stored' : undefined)
  const databaseAway = { dependency: 'the database', health, log, longestPauseMs, refusals: clickHouseRefusals }
  const durableStore = withRetriedInserts(store, { ...databaseAway, onFailure: () => stream.refuseWaiting(new Error('events cannot be stored')) })
  const counts = createStitcherCounts()
  measureCounts(metrics, counts)
  const flushes = createFlushMetrics(metrics)
  const stitching = runStitcher(
    stream.source(),
    {
      ledger: withRetriedReads(ledger, { ...databaseAway, dependency: 'the ledger' }),
      insertSpans: flushes.measured((spans) => insertSpans(durableStore, spans)),
      // Ingest never passes a record that would be rejected.
      rejects: {
        add: ({ reason }) => log.error({ reason }, 'record-rejected'),
        flush: async () => {},
      },
      settings: stitcherSettingsSchema.parse({ maxFlushAgeMs, retentionDays }),
      now: () => performance.now(),
      onStored: createStoredMetrics(metrics),
    },
    counts,
  )
  const failed = new Promise<never>((_, reject) => {
    stitching.catch((error) => {
      stream.fail(new Error('events cannot be stored', { cause: error }))
      reject(error)
    })
  })
  // The runner of this service awaits it later. Until then it must not count as an unhandled rejection.
  failed.catch(() => {})

  const stopping = new AbortController()
  const exportNotices = watchLedgerExport(ledgerExport, { metrics, health: notNeeded, log, signal: stopping.signal })
  const leadNotices = measureLedgerLead(metrics, ledger)
  const http = createHttpApp({
    tracing: dependencies.tracing,
    log,
    metrics,
    trustedProxies: limits.trustedProxies,
    allowedOrigins: dependencies.allowedOrigins ?? [],
    metricsAddress: dependencies.metricsAddress,
    missing,
    notices: () => [...leadNotices(), ...exportNotices()],
  })
  const router = new OperationRouter(http, createTokenVerifier(tokenKeys), now, {
    limiter: new RequestLimiter(http, limits, metrics, readsAtOnce),
  })
  const publish: typeof stream.publish = async (records) => {
    // Fail at once instead of waiting in vain.
    if (missing() !== undefined) throw new Error('events cannot be stored')
    await stream.publish(records)
  }
  const deletions = createErasureDeletions(store, log, metrics)
  addIngestOperations(router, {
    store,
    stream: { publish },
    userLimits: new UserLimits(dependencies.userLimits, metrics),
    ledger: ledgerExport === undefined ? ledger : new ExportedLedger(ledger, ledgerExport),
    withoutLedger: 'refuse',
    deletions,
    now,
    retentionDays,
    goneAfterMs: dayMs,
    log,
    metrics,
  })
  const signInCodes = new SignInCodes(dependencies.signIn, metrics)
  const { downloads, scim } = dependencies
  const scimDirectory = scim && new ScimDirectory(scim, { health: notNeeded, log, metrics, signal: stopping.signal })
  scimDirectory?.begin()
  const directory: Directory = { peopleOf: (networkId) => dependencies.directory?.peopleOf(networkId) ?? scimDirectory?.peopleOf(networkId) }
  addQueryOperations(router, { store, ledger, now, retentionDays, accessLogRetentionDays, downloads, signInCodes, directory, log, metrics })
  router.refuseOtherMethods()
  addView(http)
  addTryPage(http)
  let rollups = Promise.resolve()
  // Only after listening, so that a failed start leaves nothing running.
  http.addHook('onListen', async () => {
    const { signal } = stopping
    watch(() => checkDataFolder(dataFolder), {
      dependency: 'the data folder',
      health,
      log,
      refusals: folderRefusals,
      signal,
      everyMs: dataFolderCheckMs,
    })
    rollups = rollUpOnSchedule(
      { store, now, retentionDays, accessLogRetentionDays, settings: defaultRollupSettings },
      { cron: dependencies.rollupCron, metrics: createRollupMetrics(metrics, now), log, signal },
    )
  })

  return {
    http,
    signInCodes,
    failed,
    async stop() {
      // First the requests, which wait for their spans; then the stitcher, which has written these.
      await http.close()
      await stream.close()
      stopping.abort()
      const isStored = await endsWithin(stitching, drainTimeoutMs)
      if (!isStored) throw new ExplainedError('store-unavailable', 'could not store everything in time; whatever was answered with 202 is stored')
      await endsWithin(deletions.finish(), deletionTimeoutMs)
      await ledgerExport?.close()
      if (!(await endsWithin(rollups, rollupTimeoutMs))) log.warn('rollup-cut-off')
    },
  }
}
