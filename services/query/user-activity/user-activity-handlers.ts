import { Readable } from 'node:stream'
import { type DaysAnswer, type queryOperations, type SessionsAnswer, workbookType } from '@stitchlog/contracts'
import { type Handlers, HttpProblem, type Principal } from '@stitchlog/http-kit'
import { errorKind, type Logger } from '@stitchlog/service-kit'
import type { DateRange, LedgerReader, Store } from '@stitchlog/store'
import {
  daySummaries,
  differsFromViewer,
  findTimeZone,
  formatInstant,
  formatUtc,
  inWholeSeconds,
  isOngoing,
  retentionCutoff,
  type SessionPart,
  type TimeZone,
  trackingStateOf,
} from '@stitchlog/timeline'
import type { FastifyReply } from 'fastify'
import { notStored, type RecordedReads } from '../access-log/recorded-reads.ts'
import type { CsvFormat } from '../csv/csv-file.ts'
import { contentDisposition, csvType } from '../csv/csv-file-name.ts'
import type { Downloads } from '../csv/downloads.ts'
import { resume } from '../csv/resume-csv.ts'
import type { Directory } from '../directory/directory.ts'
import { userAnswerOf } from '../directory/person-answer.ts'
import type { AskedRange } from '../requests/date-range.ts'
import { ownUser } from '../requests/own-user.ts'
import { type RecordRead, recordedOf, unrecordedIn } from '../requests/recorded-activity.ts'
import { type WorkbookFormat, workbook } from '../workbook/workbook.ts'
import { IncludedParts, includedSession, wholeAnswer } from './included-sessions.ts'
import { csvChunks, type SessionFile, sessionColumns, sessionRows } from './session-csv.ts'
import { sessionSums } from './session-csv-rows.ts'
import { sessionCursorOf, sessionPlaceOf } from './session-cursor.ts'
import { UserActivity } from './user-activity.ts'
import { type WholeSession, wholeSessionsOf } from './whole-sessions.ts'

/** A page is one query, and most of its time is planning. Summaries use few pages. An export should begin soon and use little memory. */
const datesPerPage = { days: 128, csv: 31 }

type UserActivityOperations = Pick<
  typeof queryOperations,
  | 'getUserDays'
  | 'getUserDaySessions'
  | 'getUserSessionsCsv'
  | 'getUserSessionsXlsx'
  | 'getMyDays'
  | 'getMyDaySessions'
  | 'getMySessionsCsv'
  | 'getMySessionsXlsx'
>

interface UserActivityDependencies {
  readonly store: Store
  readonly ledger: LedgerReader
  readonly now: () => number
  /** The retention of networks without their own. */
  readonly retentionDays: number
  readonly directory: Directory
  readonly log: Logger
  readonly reads: RecordedReads
  readonly downloads: Downloads
}

interface UserRead<Query> {
  readonly user: { readonly networkId: string; readonly userId: string }
  readonly principal: Principal
  readonly query: Query
}

interface ViewerQuery {
  readonly viewerTimeZone?: string | undefined
}

interface RangeQuery extends ViewerQuery, AskedRange {}

interface PrecisionQuery {
  readonly precision?: 'second' | undefined
}

interface DaysQuery extends RangeQuery, PrecisionQuery {
  readonly sessions?: 'included' | undefined
}

interface SessionsQuery extends ViewerQuery, PrecisionQuery {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Handlers for one user's days and sessions, for authorised readers and for the user. No response is sent before its read is in the access log. */
export function userActivityHandlers({
  store,
  ledger,
  now,
  retentionDays,
  directory,
  log,
  reads,
  downloads,
}: UserActivityDependencies): Handlers<UserActivityOperations> {
  const { recorded, recordedRange, available } = reads
  const onFailure = (error: unknown) => log.error({ kind: errorKind(error) }, 'export-broken-off')

  return {
    getUserDays: ({ principal, path, query }, reply) => days({ user: path, principal, query }, reply),
    getMyDays: ({ principal, query }, reply) => days({ user: ownUser(principal, query), principal, query }, reply),

    getUserDaySessions: ({ principal, path: { date, ...user }, query }, reply) => sessions({ user, principal, query }, date, reply),
    getMyDaySessions: ({ principal, path: { date }, query }, reply) => sessions({ user: ownUser(principal, query), principal, query }, date, reply),

    getUserSessionsCsv: ({ principal, path, query }, reply) => csv({ user: path, principal, query }, reply),
    getMySessionsCsv: ({ principal, query }, reply) => csv({ user: ownUser(principal, query), principal, query }, reply),

    getUserSessionsXlsx: ({ principal, path, query }, reply) => xlsx({ user: path, principal, query }, reply),
    getMySessionsXlsx: ({ principal, query }, reply) => xlsx({ user: ownUser(principal, query), principal, query }, reply),
  }

  async function days({ user, principal, query }: UserRead<DaysQuery>, reply: FastifyReply): Promise<DaysAnswer> {
    viewerZoneOf(query.viewerTimeZone)
    const at = now()
    await available(ledger.refresh())
    const activity = activityOf(user, at)
    const { range, result: days } = await recordedRange({
      entry: { ...user, reader: principal.subject, kind: query.sessions === undefined ? 'days' : 'sessions' },
      asked: query,
      at,
      lastDate: () => activity.lastDate(),
      read: async (range) => {
        const read: DaysAnswer['days'] = []
        const included = new IncludedParts()
        for await (const parts of activity.pages(range, datesPerPage.days)) {
          read.unshift(...daySummaries(parts.map(shownBy(query)), at))
          if (query.sessions !== undefined) included.add(parts)
        }
        const wholes = await wholeSessionsOf(included.cut, range, (others) => activity.parts(others))
        return read.map((day) => {
          const parts = included.of(day.date)
          return { ...day, ...(parts && { sessions: parts.map((part) => includedSession(part, wholes.get(part), shownBy(query))) }) }
        })
      },
    })
    const { enabled, since } = trackingStateOf(ledger.ledger.get(user.networkId), at)
    reply.headers(notStored)
    return {
      ...range,
      days,
      tracking: { enabled, since: since === null ? null : formatUtc(since) },
      ...userAnswerOf(directory.peopleOf(user.networkId), user.userId, days.length > 0),
      ...recordedIn(user, range, at),
    }
  }

  async function sessions({ user, principal, query }: UserRead<SessionsQuery>, date: string, reply: FastifyReply): Promise<SessionsAnswer> {
    const viewerZone = viewerZoneOf(query.viewerTimeZone)
    const after = sessionPlaceOf(date, query.cursor)
    const at = now()
    await available(ledger.refresh())
    const range = { from: date, to: date }
    const read = { ...user, reader: principal.subject, kind: 'sessions', range } as const
    const { parts, last, wholes } = await recorded(read, async () => {
      const activity = activityOf(user, at)
      const page = await activity.page(date, after, query.limit)
      return { ...page, wholes: await wholeSessionsOf(page.parts, range, (others) => activity.parts(others)) }
    })
    const whole = (part: SessionPart) => {
      const found = wholes.get(part)
      return found && { whole: wholeAnswer(part, shownBy(query)(found)) }
    }
    const sessions = parts.map((part) => ({
      ...timesOf(shownBy(query)(part)),
      device: part.device,
      timeZone: part.zone.name,
      differsFromViewer: differsFromViewer(part, viewerZone),
      continuesFromPreviousDay: part.continuesFromPreviousDay,
      continuesOnNextDay: part.continuesOnNextDay,
      ongoing: isOngoing(part, ledger.ledger.get(user.networkId), at),
      ...whole(part),
    }))
    reply.headers(notStored)
    return { date, sessions, ...(last && { nextCursor: sessionCursorOf(date, last) }), ...recordedIn(user, range, at) }
  }

  async function csv(read: UserRead<RangeQuery & CsvFormat>, reply: FastifyReply) {
    const { download, range, subject, pieces, first } = await sessionFile(read, reply, csvChunks)
    reply.headers({ ...notStored, 'content-disposition': contentDisposition('activity', subject, range, read.query) }).type(csvType)
    // A HEAD request needs no more reads.
    if (reply.request.method === 'HEAD' || first.done) return reply.send()
    return reply.send(download.watched(Readable.from(resume(first.value, pieces, onFailure), { highWaterMark: 1 })))
  }

  async function xlsx(read: UserRead<RangeQuery & WorkbookFormat>, reply: FastifyReply) {
    const { query } = read
    const { download, range, subject, columns, pieces, first } = await sessionFile(read, reply, sessionRows)
    reply.headers({ ...notStored, 'content-disposition': contentDisposition('activity', subject, range, query, 'xlsx') }).type(workbookType)
    if (reply.request.method === 'HEAD' || first.done) return reply.send()
    const about = { content: 'activity', columns, sums: sessionSums, subject, lang: query.lang } as const
    return reply.send(download.watched(workbook(resume(first.value, pieces, onFailure), about)))
  }

  /** Records the look, and reads the first piece of a file. */
  async function sessionFile<Piece>(
    { user, principal, query }: UserRead<RangeQuery & CsvFormat>,
    reply: FastifyReply,
    piecesOf: (pages: AsyncIterable<readonly SessionPart[]>, sessions: SessionFile) => AsyncGenerator<Piece>,
  ) {
    const viewerZone = viewerZoneOf(query.viewerTimeZone)
    const download = downloads.begin(principal, reply)
    await available(ledger.refresh())
    const at = now()
    const activity = activityOf(user, at)
    const people = directory.peopleOf(user.networkId)
    const names = people && { person: people.find([user.userId]).get(user.userId) }
    const subject = { ...user, name: names?.person?.name }
    const { range, result } = await download.during(() =>
      recordedRange({
        entry: { ...user, reader: principal.subject, kind: 'csv' },
        asked: query,
        at,
        lastDate: () => activity.lastDate(),
        read: async (range) => {
          const pieces = piecesOf(activity.pagesAsOfNow(range, datesPerPage.csv), {
            viewerZone,
            format: query,
            subject,
            names,
            unrecordedIn: (zone) => unrecordedIn(recordOf(user, range, at), zone),
          })
          return { pieces, first: await pieces.next() }
        },
      }),
    )
    return { download, range, subject, columns: sessionColumns({ names }), ...result }
  }

  function activityOf(user: { networkId: string; userId: string }, at: number): UserActivity {
    return new UserActivity(store, user, at, retentionCutoff(ledger.ledger, user.networkId, at, retentionDays))
  }

  function recordedIn(user: { networkId: string; userId: string }, range: DateRange, now: number) {
    return recordedOf(recordOf(user, range, now))
  }

  function recordOf({ networkId, userId }: { networkId: string; userId: string }, range: DateRange, now: number): RecordRead {
    const cutoff = retentionCutoff(ledger.ledger, networkId, now, retentionDays)
    return { network: ledger.ledger.get(networkId), userId, range, cutoff, now }
  }
}

/** A part in the requested precision. */
function shownBy({ precision }: PrecisionQuery): <Part extends WholeSession>(part: Part) => Part {
  return (part) => (precision === 'second' ? inWholeSeconds(part) : part)
}

const timesOf = ({ startedAt, endedAt, zone }: SessionPart) => ({
  startedAt: formatInstant(startedAt, zone),
  endedAt: formatInstant(endedAt, zone),
  durationMs: endedAt - startedAt,
})

function viewerZoneOf(text: string | undefined): TimeZone | undefined {
  if (text === undefined) return undefined
  const zone = findTimeZone(text)
  if (zone === undefined) throw new HttpProblem('invalid-parameter', 'viewerTimeZone: an IANA name or an offset ±HH:MM')
  return zone
}
