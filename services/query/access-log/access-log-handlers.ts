import { Readable } from 'node:stream'
import type { AccessKind, AccessLogAnswer, queryOperations } from '@stitchlog/contracts'
import { cursorOf, type Handlers, placeOf } from '@stitchlog/http-kit'
import { errorKind, type Logger } from '@stitchlog/service-kit'
import { forLongReads, readAccessLog, type Store } from '@stitchlog/store'
import { formatUtc } from '@stitchlog/timeline'
import type { FastifyReply } from 'fastify'
import { CsvFile } from '../csv/csv-file.ts'
import { contentDisposition, csvType } from '../csv/csv-file-name.ts'
import type { Downloads } from '../csv/downloads.ts'
import { resume } from '../csv/resume-csv.ts'
import type { Directory, People } from '../directory/directory.ts'
import { addDays } from '../requests/calendar-date.ts'
import { ownUser } from '../requests/own-user.ts'
import { accessCsvColumns, accessCsvRow, namedAccessCsvColumns, namedAccessCsvRow, namesOf } from './access-csv-rows.ts'
import { escapedReader } from './escaped-reader.ts'
import { notStored, type RecordedReads } from './recorded-reads.ts'

const dayMs = 86_400_000
const order = 'occurredAt'

/** A page of an export is one query. */
const entriesPerCsvPage = 5000

export interface AccessLogDependencies {
  readonly store: Store
  readonly now: () => number
  readonly accessLogRetentionDays: number
  readonly directory: Directory
  readonly reads: RecordedReads
  readonly downloads: Downloads
  readonly log: Logger
}

interface Asked {
  readonly reader?: string | undefined
  readonly kind?: AccessKind | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly looks: 'own' | 'others' | 'all'
}

/** The access log: for managers of the network, and for each user the entries that concern them. */
export function accessLogHandlers({
  store,
  now,
  accessLogRetentionDays,
  directory,
  reads,
  downloads,
  log,
}: AccessLogDependencies): Handlers<Pick<typeof queryOperations, 'getNetworkAccessLog' | 'getNetworkAccessLogCsv' | 'getMyAccessLog'>> {
  return {
    getNetworkAccessLog: ({ path: { networkId }, query }, reply) =>
      page({ networkId, userId: query.userId }, query, reply, directory.peopleOf(networkId)),
    async getNetworkAccessLogCsv({ principal, path: { networkId }, query }, reply) {
      const download = downloads.begin(principal, reply)
      const asked = { ...askedOf({ networkId, userId: query.userId }, query), limit: entriesPerCsvPage }
      const first = await download.during(() => reads.available(readAccessLog(store, { ...asked, after: undefined })))
      const range = { from: utcDate(asked.cutoff), to: utcDate(asked.before === undefined ? now() : asked.before - 1) }
      reply.headers({ ...notStored, 'content-disposition': contentDisposition('looks', { networkId }, range, query) }).type(csvType)
      if (reply.request.method === 'HEAD') return reply.send()
      const people = directory.peopleOf(networkId)
      const file = new CsvFile(people === undefined ? accessCsvColumns : namedAccessCsvColumns, query, { networkId })
      const pieces = resume(await file.head(), rest(), (error) => log.error({ kind: errorKind(error) }, 'export-broken-off'))
      return reply.send(download.watched(Readable.from(pieces, { highWaterMark: 1 })))

      async function* rest(): AsyncGenerator<string> {
        for (let page = first; page.length > 0; ) {
          yield await file.text(page.map((entry) => (people === undefined ? accessCsvRow(entry) : namedAccessCsvRow(entry, people))))
          const last = page.at(-1)
          if (last === undefined || page.length < entriesPerCsvPage) return
          page = await readAccessLog(forLongReads(store), { ...asked, after: { value: last.occurredAt, id: last.id } })
        }
      }
    },
    // Without names: one's own token reads no others' than one's own.
    getMyAccessLog: ({ principal, query }, reply) => page(ownUser(principal, query), query, reply),
  }

  async function page(
    whose: { readonly networkId: string; readonly userId: string | undefined },
    { cursor, limit, ...filters }: Asked & { readonly cursor?: string | undefined; readonly limit: number },
    reply: FastifyReply,
    people?: People,
  ): Promise<AccessLogAnswer> {
    const asked = { ...askedOf(whose, filters), after: placeOf(order, cursor), limit: limit + 1 }
    const found = await reads.available(readAccessLog(store, asked))
    const entries = found.slice(0, limit)
    const last = found.length > limit ? entries.at(-1) : undefined
    reply.headers(notStored)
    return {
      entries: entries.map(({ id, occurredAt, ...entry }) => ({
        occurredAt: formatUtc(occurredAt),
        ...entry,
        readerEscaped: escapedReader(entry.reader),
        ...(people && namesOf(entry, people)),
      })),
      nextCursor: last === undefined ? null : cursorOf(order, { value: last.occurredAt, id: last.id }),
      ...(people && { directory: people.state }),
    }
  }

  function askedOf(whose: { readonly networkId: string; readonly userId: string | undefined }, { reader, kind, from, to, looks }: Asked) {
    const retained = now() - accessLogRetentionDays * dayMs
    return {
      ...whose,
      cutoff: from === undefined ? retained : Math.max(retained, Date.parse(from)),
      before: to === undefined ? undefined : Date.parse(addDays(to, 1)),
      reader,
      kind,
      looks,
    }
  }
}

const utcDate = (instant: number) => new Date(instant).toISOString().slice(0, 10)
