import { Readable } from 'node:stream'
import { type DaysAnswer, getUserDaySessions, getUserDays, getUserSessionsCsv, type SessionsAnswer } from '@stitchlog/contracts'
import { HttpProblem, type OperationRouter } from '@stitchlog/http-kit'
import { errorKind, type Logger } from '@stitchlog/service-kit'
import type { Store } from '@stitchlog/store'
import { findTimeZone, formatInstant, formatUtc, type TimeZone, trackingStateOf } from '@stitchlog/timeline'
import { type AccessRead, createAccessLog } from './access-log.ts'
import { csvChunks } from './csv-chunks.ts'
import { csvContentDisposition } from './csv-file-name.ts'
import { resolveRange } from './date-range.ts'
import { daySummaries } from './day-summaries.ts'
import { differsFromViewer } from './differs-from-viewer.ts'
import { isOngoing } from './is-ongoing.ts'
import { type KnownLedger, retentionCutoff, UserActivity } from './user-activity.ts'

export { addView } from './add-view.ts'

/** A page is one query, most of which is planning. Summaries take few; an export is to begin soon and to take little memory. */
const datesPerPage = { days: 128, csv: 31 }

export interface QueryDependencies {
  readonly store: Store
  readonly ledger: KnownLedger
  readonly now: () => number
  /** Of networks without a retention of their own. */
  readonly retentionDays: number
  readonly log: Logger
}

/** What may be read of people's activity. No answer leaves before its read is in the access log. */
export function addQueryOperations(router: OperationRouter, { store, ledger, now, retentionDays, log }: QueryDependencies): void {
  const accessLog = createAccessLog(store, now)

  router.add(getUserDays, async ({ principal, path, query }, reply): Promise<DaysAnswer> => {
    viewerZoneOf(query.viewerTimeZone)
    const at = now()
    const activity = activityOf(path, at)
    const range = await available(resolveRange(query, () => activity.today()))
    const days = await recorded({ ...path, reader: principal.subject, kind: 'days', range }, async () => {
      const read: DaysAnswer['days'] = []
      for await (const parts of activity.pages(range, datesPerPage.days)) read.unshift(...daySummaries(parts, at))
      return read
    })
    const { enabled, since } = trackingStateOf(ledger.changesOf(path.networkId), at)
    reply.headers(notStored)
    return { ...range, days, tracking: { enabled, since: since === null ? null : formatUtc(since) } }
  })

  router.add(getUserDaySessions, async ({ principal, path: { date, ...user }, query }, reply): Promise<SessionsAnswer> => {
    const viewerZone = viewerZoneOf(query.viewerTimeZone)
    const at = now()
    const range = { from: date, to: date }
    const read = { ...user, reader: principal.subject, kind: 'sessions', range } as const
    const parts = await recorded(read, () => activityOf(user, at).parts(range))
    const sessions = parts.map((part) => ({
      device: part.device,
      startedAt: formatInstant(part.startedAt, part.zone),
      endedAt: formatInstant(part.endedAt, part.zone),
      durationMs: part.endedAt - part.startedAt,
      timeZone: part.zone.name,
      differsFromViewer: differsFromViewer(part, viewerZone),
      continuesFromPreviousDay: part.continuesFromPreviousDay,
      continuesOnNextDay: part.continuesOnNextDay,
      ongoing: isOngoing(part, ledger.ledger.get(user.networkId), at),
    }))
    reply.headers(notStored)
    return { date, sessions }
  })

  router.add(getUserSessionsCsv, async ({ principal, path, query }, reply) => {
    const viewerZone = viewerZoneOf(query.viewerTimeZone)
    const activity = activityOf(path, now())
    const range = await available(resolveRange(query, () => activity.today()))
    const chunks = csvChunks(activity.pages(range, datesPerPage.csv), viewerZone, query.dialect ?? 'plain')
    const first = await recorded({ ...path, reader: principal.subject, kind: 'csv', range }, () => chunks.next())
    reply.headers({ ...notStored, 'content-disposition': csvContentDisposition(path.userId, range) }).type('text/csv; charset=utf-8; header=present')
    // For its headers alone nothing more need be read.
    if (reply.request.method === 'HEAD' || first.done) return reply.send()
    const rest = resume(first.value, chunks, (error) => log.error({ kind: errorKind(error) }, 'export-broken-off'))
    return reply.send(Readable.from(rest))
  })

  const activityOf = (user: { networkId: string; userId: string }, at: number) =>
    new UserActivity(store, user, at, retentionCutoff(ledger.ledger, user.networkId, at, retentionDays))

  /** What is read, once it is recorded that it was. */
  async function recorded<T>(entry: AccessRead, read: () => Promise<T>): Promise<T> {
    const record = accessLog.record(entry).catch((error) => {
      log.error({ kind: errorKind(error) }, 'access-log-failed')
      throw new HttpProblem('access-log-unavailable', undefined, { 'retry-after': '5' })
    })
    const [result] = await Promise.all([available(read()), record])
    return result
  }

  /** What needs the store; that it fails is no fault of the caller. */
  async function available<T>(read: Promise<T>): Promise<T> {
    try {
      return await read
    } catch (error) {
      if (error instanceof HttpProblem) throw error
      log.error({ kind: errorKind(error) }, 'read-failed')
      throw new HttpProblem('unavailable', undefined, { 'retry-after': '5' })
    }
  }
}

/**
 * Goes on where the first piece was taken. `Readable.from()` asks for a piece when the client has taken the one before it, and stops when the
 * client goes away.
 */
async function* resume(first: string, rest: AsyncGenerator<string>, onFailure: (error: unknown) => void): AsyncGenerator<string> {
  try {
    yield first
    yield* rest
  } catch (error) {
    onFailure(error)
    throw error
  }
}

function viewerZoneOf(text: string | undefined): TimeZone | undefined {
  if (text === undefined) return undefined
  const zone = findTimeZone(text)
  if (zone === undefined) throw new HttpProblem('invalid-parameter', 'viewerTimeZone: an IANA name or an offset ±HH:MM')
  return zone
}

/** People's activity stays out of caches. */
const notStored = { 'cache-control': 'no-store' }
