import type { AccessLogAnswer, queryOperations } from '@stitchlog/contracts'
import type { Handlers } from '@stitchlog/http-kit'
import { readAccessLog, type Store } from '@stitchlog/store'
import { formatUtc } from '@stitchlog/timeline'
import type { FastifyReply } from 'fastify'
import { ownUser } from '../requests/own-user.ts'
import { cursorOf, placeOf } from '../requests/page-cursor.ts'
import { notStored, type RecordedReads } from './recorded-reads.ts'

const dayMs = 86_400_000
const order = 'occurredAt'

export interface AccessLogDependencies {
  readonly store: Store
  readonly now: () => number
  readonly accessLogRetentionDays: number
  readonly reads: RecordedReads
}

interface Page {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The access log: for managers of the network, and for each user the entries that concern them. */
export function accessLogHandlers({
  store,
  now,
  accessLogRetentionDays,
  reads,
}: AccessLogDependencies): Handlers<Pick<typeof queryOperations, 'getNetworkAccessLog' | 'getMyAccessLog'>> {
  return {
    getNetworkAccessLog: ({ path: { networkId }, query }, reply) => page({ networkId, userId: undefined }, query, reply),
    getMyAccessLog: ({ principal, query }, reply) => page(ownUser(principal, query), query, reply),
  }

  async function page(
    whose: { readonly networkId: string; readonly userId: string | undefined },
    { cursor, limit }: Page,
    reply: FastifyReply,
  ): Promise<AccessLogAnswer> {
    const cutoff = now() - accessLogRetentionDays * dayMs
    const found = await reads.available(readAccessLog(store, { ...whose, cutoff, after: placeOf(order, cursor), limit: limit + 1 }))
    const entries = found.slice(0, limit)
    const last = found.length > limit ? entries.at(-1) : undefined
    reply.headers(notStored)
    return {
      entries: entries.map(({ id, occurredAt, ...entry }) => ({ occurredAt: formatUtc(occurredAt), ...entry })),
      nextCursor: last === undefined ? null : cursorOf(order, { value: last.occurredAt, id: last.id }),
    }
  }
}
