import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { type NetworkDaysAnswer, type queryOperations, type UsersAnswer, workbookType } from '@stitchlog/contracts'
import { cursorOf, type Handlers, type Principal, placeOf } from '@stitchlog/http-kit'
import { errorKind, type Logger } from '@stitchlog/service-kit'
import {
  type DateRange,
  hasShownUserDays,
  type LedgerReader,
  type NetworkDay,
  type NetworkUsersAsked,
  readNetworkDays,
  readRollupWatermark,
  type Store,
  storedTimeZone,
  type UserDaysAsked,
} from '@stitchlog/store'
import { findTimeZone, formatInstant, formatUtc, localDayAt, retentionCutoff, type Stretch } from '@stitchlog/timeline'
import type { FastifyReply } from 'fastify'
import { notStored, type RecordedReads } from '../access-log/recorded-reads.ts'
import { CsvFile, type CsvFormat } from '../csv/csv-file.ts'
import { contentDisposition, csvType } from '../csv/csv-file-name.ts'
import type { Downloads } from '../csv/downloads.ts'
import { nameCells, withNames } from '../csv/name-columns.ts'
import { resume } from '../csv/resume-csv.ts'
import type { Directory, People } from '../directory/directory.ts'
import { personAnswer } from '../directory/person-answer.ts'
import { addDays } from '../requests/calendar-date.ts'
import type { AskedRange } from '../requests/date-range.ts'
import { type RecordRead, recordedOf, unrecordedIn } from '../requests/recorded-activity.ts'
import { workbook } from '../workbook/workbook.ts'
import {
  daysCsvColumns,
  daysCsvRow,
  totalsColumns,
  unrecordedRows,
  usersCsvColumns,
  usersCsvRow,
  usersWorkbookColumns,
  usersWorkbookRow,
} from './overview-csv-rows.ts'
import { type OverviewUser, readUsersFile, readUsersPage } from './overview-users.ts'

/** How many rows are written before other requests get a turn. */
const rowsPerPiece = 500

type OverviewOperations = Pick<
  typeof queryOperations,
  'getNetworkUsers' | 'getNetworkUsersCsv' | 'getNetworkUsersXlsx' | 'getNetworkDays' | 'getNetworkDaysCsv'
>

export interface OverviewDependencies {
  readonly store: Store
  readonly ledger: LedgerReader
  readonly now: () => number
  readonly retentionDays: number
  readonly directory: Directory
  readonly log: Logger
  readonly reads: RecordedReads
  readonly downloads: Downloads
}

interface UsersFileQuery extends AskedRange, CsvFormat {
  readonly search?: string | undefined
  readonly sort: NetworkUsersAsked['sort']
  readonly order?: 'asc' | 'desc' | undefined
  readonly everyone?: 'true' | undefined
}

interface PrecisionQuery {
  readonly precision?: 'second' | undefined
}

/** Handlers for a whole network's activity, read from the rollups. */
export function overviewHandlers({
  store,
  ledger,
  now,
  retentionDays,
  directory,
  log,
  reads,
  downloads,
}: OverviewDependencies): Handlers<OverviewOperations> {
  const onFailure = (error: unknown) => log.error({ kind: errorKind(error) }, 'export-broken-off')

  return {
    async getNetworkUsers({ principal, path: { networkId }, query }, reply) {
      const sort: NetworkUsersAsked['sort'] = query.sort === 'duration' && query.precision === 'second' ? 'wholeSeconds' : query.sort
      const ascending = isAscending(query)
      const order = ascending ? `${sort} asc` : sort
      const place = placeOf(order, query.cursor)
      const { search = '', limit, everyone, userId } = query
      const after = place && { value: place.value, userId: place.id }
      const asked = { search, sort, ascending, everyone: everyone === 'true', after, limit }
      const dates = { from: query.from, to: query.to ?? place?.to }
      const people = directory.peopleOf(networkId)
      const onlyThese = userId === undefined ? {} : { userIds: [userId].flat() }
      const readUsers = (days: UserDaysAsked) => withWatermark(() => readUsersPage(store, { ...days, ...onlyThese }, asked, people))
      const { range, result } = await look(principal, networkId, 'overview', dates, readUsers)
      const { users, next } = result.read
      reply.headers(notStored)
      return {
        ...range,
        users: users.map((user) => userAnswer(user, people, query)),
        nextCursor: next === undefined ? null : cursorOf(order, { value: next.value, id: next.userId, to: range.to }),
        ...(people && { directory: people.state }),
        asOf: result.asOf,
        ...recordedIn(networkId, range),
      }
    },

    async getNetworkUsersCsv({ principal, path: { networkId }, query }, reply) {
      const { download, range, columns, rows } = await usersFile(principal, networkId, query, reply)
      reply.headers({ ...notStored, 'content-disposition': contentDisposition('users', { networkId }, range, query) }).type(csvType)
      if (reply.request.method === 'HEAD') return reply.send()
      const file = new CsvFile(columns, query, { networkId })
      const pieces = resume(await file.head(), rest(), onFailure)
      return reply.send(download.watched(Readable.from(pieces, { highWaterMark: 1 })))

      async function* rest(): AsyncGenerator<string> {
        for await (const piece of rows) yield await file.text(piece)
      }
    },

    async getNetworkUsersXlsx({ principal, path: { networkId }, query }, reply) {
      const { download, range, columns, rows } = await usersFile(principal, networkId, query, reply)
      reply.headers({ ...notStored, 'content-disposition': contentDisposition('users', { networkId }, range, query, 'xlsx') }).type(workbookType)
      if (reply.request.method === 'HEAD') return reply.send()
      const about = {
        content: 'users',
        columns: usersWorkbookColumns(columns),
        sums: totalsColumns,
        subject: { networkId },
        lang: query.lang,
      } as const
      return reply.send(download.watched(workbook(resume([], rest(), onFailure), about)))

      async function* rest(): AsyncGenerator<string[][]> {
        for await (const piece of rows) yield piece.map(usersWorkbookRow)
      }
    },

    async getNetworkDays({ principal, path: { networkId }, query }, reply) {
      const readDays = (asked: UserDaysAsked) => withWatermark(() => readNetworkDays(store, asked))
      const { range, result } = await look(principal, networkId, 'overview', query, readDays)
      reply.headers(notStored)
      return { ...range, days: result.read.map((day) => dayAnswer(day, query, now())), asOf: result.asOf, ...recordedIn(networkId, range) }
    },

    async getNetworkDaysCsv({ principal, path: { networkId }, query }, reply) {
      const { range, result: days } = await look(principal, networkId, 'overview-csv', query, (asked) => readNetworkDays(store, asked))
      reply.headers({ ...notStored, 'content-disposition': contentDisposition('days', { networkId }, range, query) }).type(csvType)
      const rows = days.map((day) => daysCsvRow(day, isProvisional(day, now()), query))
      const unrecorded = unrecordedRows(unrecordedOf(networkId, range), daysCsvColumns)
      const file = new CsvFile(daysCsvColumns, query, { networkId })
      return reply.send((await file.head()) + (await file.text([...rows, ...unrecorded])))
    },
  }

  /** Records the look, reads the first users of a file, and gives its rows, in the order of its columns, as they are read. */
  async function usersFile(principal: Principal, networkId: string, query: UsersFileQuery, reply: FastifyReply) {
    const download = downloads.begin(principal, reply)
    const { search = '', sort, everyone } = query
    const people = directory.peopleOf(networkId)
    const { range, result } = await download.during(() =>
      look(principal, networkId, 'overview-csv', query, async (days) => {
        const asked = { search, sort, ascending: isAscending(query), everyone: everyone === 'true' }
        const pages = readUsersFile(store, days, asked, people)
        return { first: await pages.next(), pages }
      }),
    )
    const columns = people === undefined ? usersCsvColumns : withNames(usersCsvColumns)
    const unrecorded = unrecordedRows(unrecordedOf(networkId, range), columns)
    return { download, range, columns, rows: rowsOf(result) }

    async function* rowsOf({ first, pages }: typeof result): AsyncGenerator<string[][]> {
      for (let page = first; !page.done; page = await pages.next()) {
        for (let nth = 0; nth < page.value.length; nth += rowsPerPiece) {
          yield rowsWithNames(page.value.slice(nth, nth + rowsPerPiece))
          await setImmediate()
        }
      }
      if (unrecorded.length > 0) yield unrecorded
    }

    function rowsWithNames(users: readonly OverviewUser[]): string[][] {
      const persons = people?.find(users.map(({ userId }) => userId))
      return users.map((user) => [...usersCsvRow(user, query), ...(persons === undefined ? [] : nameCells(persons.get(user.userId)))])
    }
  }

  /** Reads rollups, and before that what they are sure to have: a run that finishes in between only adds to it. */
  async function withWatermark<Read>(read: () => Promise<Read>): Promise<{ readonly read: Read; readonly asOf: string | null }> {
    const watermark = await readRollupWatermark(store, now())
    return { read: await read(), asOf: watermark === undefined ? null : formatUtc(watermark) }
  }

  /** Records a look at the network, and then reads what is asked for. Before, the ledger is refreshed, which decides on retention. */
  async function look<T>(
    { subject }: Principal,
    networkId: string,
    kind: 'overview' | 'overview-csv',
    asked: AskedRange,
    read: (days: UserDaysAsked) => Promise<T>,
  ) {
    await reads.available(ledger.refresh())
    return await reads.recordedRange({
      entry: { networkId, userId: undefined, reader: subject, kind },
      asked,
      at: now(),
      lastDate: () => today(networkId),
      read: (range) => read(shown(networkId, range)),
    })
  }

  /** The date in UTC, or the next one if anybody of the network is already in it. No zone is further ahead. */
  async function today(networkId: string): Promise<string> {
    const inUtc = new Date(now()).toISOString().slice(0, 10)
    const next = addDays(inUtc, 1)
    return (await hasShownUserDays(store, shown(networkId, { from: next, to: next }))) ? next : inUtc
  }

  function shown(networkId: string, range: DateRange): UserDaysAsked {
    return { networkId, range, cutoff: retentionCutoff(ledger.ledger, networkId, now(), retentionDays) }
  }

  function recordedIn(networkId: string, range: DateRange) {
    return recordedOf(recordOf(networkId, range))
  }

  /** By UTC: the dates of a network are those of many places. */
  function unrecordedOf(networkId: string, range: DateRange): Stretch[] {
    const utc = findTimeZone('Etc/UTC')
    return utc === undefined ? [] : unrecordedIn(recordOf(networkId, range), utc)
  }

  function recordOf(networkId: string, range: DateRange): RecordRead {
    return { network: ledger.ledger.get(networkId), now: now(), ...shown(networkId, range) }
  }
}

const isAscending = ({ sort, order = sort === 'user' ? 'asc' : 'desc' }: { readonly sort: string; readonly order?: 'asc' | 'desc' | undefined }) =>
  order === 'asc'

function userAnswer(user: OverviewUser, people: People | undefined, query: PrecisionQuery): UsersAnswer['users'][number] {
  const { userId, activeDays, sessionCount, lastActiveAt, zone } = user
  return {
    userId,
    ...(people && personAnswer(people, userId, activeDays > 0)),
    activeDays,
    sessionCount,
    ...durations(user, query),
    lastActiveAt: lastActiveAt === null || zone === undefined ? null : formatInstant(lastActiveAt, zone),
  }
}

function dayAnswer(day: NetworkDay, query: PrecisionQuery, now: number): NetworkDaysAnswer['days'][number] {
  const { date, activeUsers, sessionCount } = day
  return { date, activeUsers, sessionCount, ...durations(day, query), provisional: isProvisional(day, now) }
}

/** Durations in the requested precision. */
function durations(
  { durationMs, activeDurationMs, durationSeconds, activeDurationSeconds }: OverviewUser | NetworkDay,
  { precision }: PrecisionQuery,
) {
  if (precision !== 'second') return { durationMs, activeDurationMs }
  return { durationMs: durationSeconds * 1000, activeDurationMs: activeDurationSeconds * 1000 }
}

const isProvisional = ({ date, timeZones }: NetworkDay, now: number) => timeZones.some((name) => isNotOver(date, name, now))

function isNotOver(date: string, zoneName: string, now: number): boolean {
  return localDayAt(storedTimeZone(zoneName), now).date <= date
}
