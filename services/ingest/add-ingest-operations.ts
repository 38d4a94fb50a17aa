import { dropReasons, type ErasureAnswer, type EventsAnswer, ingestOperations, maxEventsPerRequest } from '@stitchlog/contracts'
import { type EventStream, StreamBusy } from '@stitchlog/event-stream'
import { HttpProblem, type OperationRouter } from '@stitchlog/http-kit'
import { type Logger, logFailures, withinTime } from '@stitchlog/service-kit'
import {
  type ErasureDeletions,
  quotaKinds,
  type RequestedChange,
  readChangeAuthors,
  type Store,
  TooManyChanges,
  type TrackingLedger,
} from '@stitchlog/store'
import { formatUtc, type Ledger } from '@stitchlog/timeline'
import { Counter, type Registry } from 'prom-client'
import { judgeEvents } from './judge-events.ts'
import { changePageOf, countsFrom, trackingAnswer } from './tracking-answer.ts'
import { UserLimits } from './user-limits.ts'

const dayMs = 86_400_000

/** How long a request with events waits for the ledger at most. */
const ledgerTimeoutMs = 2000

const { postEvents, ...otherOperations } = ingestOperations

/** Of the history in the answer to a change. */
const firstPage = ingestOperations.getTracking.queryParameters.parse({})

/** How long a request that reads or changes the ledger waits at most. A change that is not confirmed by then may be stored all the same. */
const changeTimeoutMs = 10_000

export interface IngestDependencies {
  readonly stream: Pick<EventStream<unknown>, 'publish'>
  readonly userLimits: UserLimits
  readonly ledger: TrackingLedger
  readonly store: Pick<Store, 'ledgerQueries'>
  /** If the ledger cannot be read in time, events pass and a stitcher decides on them later, or they are refused. */
  readonly withoutLedger: 'pass' | 'refuse'
  readonly deletions: Pick<ErasureDeletions, 'add'>
  readonly now: () => number
  /** The retention of networks without their own. */
  readonly retentionDays: number
  /** How long after an erasure the last copy of the erased activity has left the event log and the disk. */
  readonly goneAfterMs: number
  readonly log: Logger
  readonly metrics: Registry
}

export { UserLimits }

/** Adds the calls that take events, switches, retentions and erasures. */
export function addIngestOperations(router: OperationRouter, dependencies: IngestDependencies): void {
  const { stream, ledger, userLimits, deletions, now, retentionDays, log } = dependencies
  const count = createEventCounter(dependencies.metrics)
  const refusedChange = createChangeRefusals(dependencies.metrics)
  const logFailure = logFailures(log, 'error')
  const logLedgerUnknown = logFailures(log, 'warn')

  router.addFrequent(postEvents, async ({ principal, body, arrivedAt }) => {
    if (body.events.length > maxEventsPerRequest) throw new HttpProblem('too-many-events')
    const receivedAt = now()
    const options = { principal, arrivedAt, sentAt: body.sentAt, receivedAt, retentionMs: retentionDays * dayMs }
    let judgement = judgeEvents(body.events, { ...options, ledger: ledger.ledger })
    // Another process may have switched the network on meanwhile, so only a ledger read that began after the request came may drop events.
    if (judgement.isByLedger) judgement = judgeEvents(body.events, { ...options, ledger: await settledLedger(judgement.networkIds) })
    const { records, refused, giveBack } = userLimits.take(judgement.records)
    try {
      await available(() => stream.publish(records), logFailure)
    } catch (error) {
      giveBack()
      throw error
    }
    count({ ...judgement.answer, accepted: records.length })
    return withRefused(judgement.answer, refused)
  })
  router.addAll(otherOperations, {
    async getTracking({ path: { networkId }, query }) {
      await available(() => withinTime(ledger.refresh(networkId), changeTimeoutMs), logFailure)
      return await trackingOf(networkId, query)
    },
    async putTracking({ principal, path: { networkId }, body: { enabled, inactivityTimeoutSeconds = {} } }) {
      const change: RequestedChange = enabled ? { networkId, change: 'on', inactivityTimeoutSeconds } : { networkId, change: 'off' }
      await append(change, principal.subject)
      log.info({ change: change.change }, 'tracking-changed')
      return await trackingOf(networkId)
    },
    async putRetention({ principal, path: { networkId }, body: { days } }) {
      const { at } = await append({ networkId, change: 'retention', days }, principal.subject)
      log.info('retention-changed')
      return { retentionDays: days, ...countsFrom(at, now()) }
    },
    deleteUserActivity: ({ principal, path }) => erase(principal.subject, path),
    deleteNetworkActivity: ({ principal, path }) => erase(principal.subject, path),
  })

  /** Undefined if the ledger cannot be read and a stitcher may decide. */
  async function settledLedger(networkIds: ReadonlySet<string>): Promise<Ledger | undefined> {
    try {
      await withinTime(Promise.all([...networkIds].map((networkId) => ledger.refresh(networkId))), ledgerTimeoutMs)
      return ledger.ledger
    } catch (error) {
      logLedgerUnknown('ledger-unknown', error)
      if (dependencies.withoutLedger === 'refuse') throw new HttpProblem('unavailable', undefined, { 'retry-after': '5' })
      return undefined
    }
  }

  async function trackingOf(networkId: string, asked: { readonly cursor?: string | undefined; readonly limit: number } = firstPage) {
    const network = ledger.ledger.get(networkId)
    const page = changePageOf(network, asked.cursor, asked.limit)
    // The ledger in memory does not say who; only the changes of this page are read.
    const instants = page.changes.map(({ at }) => at)
    const authors = await available(() => withinTime(readChangeAuthors(dependencies.store, networkId, instants), changeTimeoutMs), logFailure)
    return trackingAnswer(networkId, network, page, authors, now(), retentionDays)
  }

  const append = (change: RequestedChange, by: string) =>
    available(() => withinTime(ledger.append(change, by).catch(refusedChange), changeTimeoutMs), logFailure)

  /** Erases a user, or the whole network if there is no user. */
  async function erase(erasedBy: string, { networkId, userId }: { readonly networkId: string; readonly userId?: string }): Promise<ErasureAnswer> {
    const whose = userId === undefined ? {} : { userId }
    const { at } = await append({ networkId, change: 'erase', ...whose }, erasedBy)
    // The activity is unreadable already. A sweep deletes again what a late writer may bring back.
    deletions.add({ networkId, userId, erasedAt: at })
    log.info({ of: userId === undefined ? 'network' : 'user' }, 'erased')
    return { erasedAt: formatUtc(at), goneBy: formatUtc(at + dependencies.goneAfterMs) }
  }
}

/** The answer about events of which some were refused, by their place in the request. */
function withRefused(answer: EventsAnswer, refused: EventsAnswer['rejected']): EventsAnswer {
  if (refused.length === 0) return answer
  const rejected = [...answer.rejected, ...refused].sort((a, b) => a.index - b.index)
  return { ...answer, accepted: answer.accepted - refused.length, rejected }
}

/** Runs an action that needs Kafka or ClickHouse. Its errors are not the caller's fault. */
async function available<T>(action: () => Promise<T>, logFailure: ReturnType<typeof logFailures>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof HttpProblem) throw error
    const isBusy = error instanceof StreamBusy
    if (!isBusy) logFailure('write-failed', error)
    throw new HttpProblem('unavailable', isBusy ? error.message : undefined, { 'retry-after': isBusy ? '1' : '5' })
  }
}

/** Makes a problem of a change beyond its network's quota, and counts it. */
function createChangeRefusals(metrics: Registry): (error: unknown) => never {
  const refused = new Counter({
    name: 'stitchlog_tracking_changes_refused_total',
    help: 'Tracking changes that were refused because their network had too many in an hour, by quota.',
    labelNames: ['quota'],
    registers: [metrics],
  })
  for (const quota of quotaKinds) refused.inc({ quota }, 0)
  return (error) => {
    if (!(error instanceof TooManyChanges)) throw error
    refused.inc({ quota: error.kind })
    throw new HttpProblem('too-many-requests', error.message, { 'retry-after': String(error.retryAfterSeconds) })
  }
}

function createEventCounter(metrics: Registry): (answer: ReturnType<typeof judgeEvents>['answer']) => void {
  const accepted = new Counter({ name: 'stitchlog_ingest_events_accepted_total', help: 'Events taken in over HTTP.', registers: [metrics] })
  const dropped = new Counter({
    name: 'stitchlog_ingest_events_dropped_total',
    help: 'Events over HTTP that do not count, by reason.',
    labelNames: ['reason'],
    registers: [metrics],
  })
  for (const reason of dropReasons) dropped.inc({ reason }, 0)
  return (answer) => {
    accepted.inc(answer.accepted)
    for (const [reason, count] of Object.entries(answer.dropped)) dropped.inc({ reason }, count)
    for (const { reason } of answer.rejected) dropped.inc({ reason })
  }
}
