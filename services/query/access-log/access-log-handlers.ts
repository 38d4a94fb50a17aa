import type { AccessKind, AccessLogAnswer, queryOperations } from '@stitchlog/contracts'
import { cursorOf, type Handlers, placeOf } from '@stitchlog/http-kit'
import { readAccessLog, type Store } from '@stitchlog/store'
import { formatUtc } from '@stitchlog/timeline'
import type { FastifyReply } from 'fastify'
import { addDays } from '../requests/calendar-date.ts'
import { ownUser } from '../requests/own-user.ts'
import { escapedReader } from './escaped-reader.ts'
import { notStored, type RecordedReads } from './recorded-reads.ts'

const dayMs = 86_400_000
const order = 'occurredAt'

export interface AccessLogDependencies {
  readonly store: Store
  readonly now: () => number
  readonly accessLogRetentionDays: number
  readonly reads: RecordedReads
}

interface Asked {
  readonly cursor?: string | undefined
  readonly limit: number
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
  reads,
}: AccessLogDependencies): Handlers<Pick<typeof queryOperations, 'getNetworkAccessLog' | 'getMyAccessLog'>> {
  return {
    getNetworkAccessLog: ({ path: { networkId }, query }, reply) => page({ networkId, userId: query.userId }, query, reply),
    getMyAccessLog: ({ principal, query }, reply) => page(ownUser(principal, query), query, reply),
  }

  async function page(
    whose: { readonly networkId: string; readonly userId: string | undefined },
    { cursor, limit, reader, kind, from, to, looks }: Asked,
    reply: FastifyReply,
  ): Promise<AccessLogAnswer> {
    const retained = now() - accessLogRetentionDays * dayMs
    const asked = {
      ...whose,
      cutoff: from === undefined ? retained : Math.max(retained, Date.parse(from)),
      before: to === undefined ? undefined : Date.parse(addDays(to, 1)),
      reader,
      kind,
      looks,
      after: placeOf(order, cursor),
      limit: limit + 1,
    }
    const found = await reads.available(readAccessLog(store, asked))
    const entries = found.slice(0, limit)
    const last = found.length > limit ? entries.at(-1) : undefined
    reply.headers(notStored)
    return {
      entries: entries.map(({ id, occurredAt, ...entry }) => ({
        occurredAt: formatUtc(occurredAt),
        ...entry,
        readerEscaped: escapedReader(entry.reader),
      })),
      nextCursor: last === undefined ? null : cursorOf(order, { value: last.occurredAt, id: last.id }),
    }
  }
}
