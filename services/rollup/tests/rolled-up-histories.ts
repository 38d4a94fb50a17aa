import type { LedgerEntry, Store } from '@stitchlog/store'
import {
  admit,
  dayTotalsOf,
  findTimeZone,
  foldLedger,
  inWholeSeconds,
  type Point,
  type SessionPart,
  type Span,
  sessionPartsOf,
  spanOf,
} from '@stitchlog/timeline'
import { newestUserDays } from '../../../packages/store/src/user-days/newest-user-days.ts'
import type { History } from '../../../packages/timeline/tests/arbitraries.ts'

/** What is stored of a history, and which erasures it knows. */
export interface StoredHistory {
  readonly prefix: string
  readonly spans: readonly Span[]
  readonly erasures: readonly LedgerEntry[]
}

/** One history in networks of its own: each point as a span, and the erasures, which may come before or after. */
export function storedHistoryOf({ events, changes, defaultRetentionMs }: History, prefix: string): StoredHistory {
  const ledger = foldLedger(changes.filter(({ change }) => change !== 'erase'))
  const points = events.flatMap(({ timeZone, ...event }): Point[] => {
    const zone = findTimeZone(timeZone)
    const admission = zone && admit({ ...event, zone }, ledger, defaultRetentionMs)
    return admission?.outcome === 'admitted' ? [admission.point] : []
  })
  const spans = points.map((point) => spanOf({ ...point, networkId: prefix + point.networkId }))
  const erasures = changes.filter(({ change }) => change === 'erase')
  return { prefix, spans, erasures: erasures.map((change, index) => ({ ...change, networkId: prefix + change.networkId, changeId: String(index) })) }
}

/** The spans of a history that no erasure of it covers. */
export const keptSpans = ({ spans, erasures }: StoredHistory): Span[] =>
  spans.filter(
    ({ networkId, userId, startedAt }) =>
      !erasures.some(
        (erasure) =>
          erasure.change === 'erase' && erasure.networkId === networkId && (erasure.userId ?? userId) === userId && startedAt <= erasure.at,
      ),
  )

/** What `user_days` is to say of histories, a line a row, by what the timeline makes of their spans. */
export const expectedUserDays = (histories: readonly StoredHistory[]): string[] => linesOf(sessionPartsOf(histories.flatMap(keptSpans)))

function linesOf(parts: readonly SessionPart[]): string[] {
  const byDay = Map.groupBy(parts, ({ networkId, userId, date }) => JSON.stringify([networkId, userId, date]))
  return [...byDay]
    .map(([key, ofDay]) => {
      const { sessionCount, durationMs, activeDurationMs } = dayTotalsOf(ofDay)
      const shown = dayTotalsOf(ofDay.map(inWholeSeconds))
      const seconds = [shown.durationMs / 1000, shown.activeDurationMs / 1000]
      const ofDevice = (device: string) => dayTotalsOf(ofDay.filter((part) => part.device === device))
      const [mobile, web] = [ofDevice('mobile'), ofDevice('web')]
      const first = Math.min(...ofDay.map(({ startedAt }) => startedAt))
      const last = Math.max(...ofDay.map(({ endedAt }) => endedAt))
      const zones = [...new Set(ofDay.map(({ zone }) => zone.name))].sort()
      const devices = [mobile.sessionCount, mobile.durationMs, web.sessionCount, web.durationMs]
      return `${key} ${JSON.stringify([sessionCount, durationMs, activeDurationMs, ...seconds, ...devices, first, last, zones])}`
    })
    .sort()
}

/** What `user_days` says of histories, a line a row. */
export async function storedUserDays(store: Store, histories: readonly StoredHistory[]): Promise<string[]> {
  const rows = await store.queries.selectRows<[networkId: string, userId: string, date: string, ...rest: unknown[]]>(`
      SELECT network_id, user_id, toString(local_date), session_count, duration_ms, active_duration_ms, duration_s, active_duration_s, mobile_session_count, mobile_duration_ms,
        web_session_count, web_duration_ms, toUnixTimestamp64Milli(first_at), toUnixTimestamp64Milli(last_at), time_zones
      FROM ${newestUserDays(store, '1')}
      WHERE session_count > 0`)
  return rows
    .filter(([networkId]) => histories.some(({ prefix }) => networkId.startsWith(prefix)))
    .map(([networkId, userId, date, ...rest]) => `${JSON.stringify([networkId, userId, date])} ${JSON.stringify(rest)}`)
    .sort()
}
