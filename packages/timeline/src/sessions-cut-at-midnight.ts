import { isWithinTimeout } from './exact-gap.ts'
import type { LocalDay } from './local-day.ts'
import { type Origin, originOf, type Span } from './span.ts'

/** The part of a session on one local date: all of it, or the piece between two midnights. */
export interface SessionPart extends Origin {
  /** `YYYY-MM-DD` in `zone` */
  readonly date: string
  readonly startedAt: number
  /** If the session is cut at midnight, this is the next day's first instant. */
  readonly endedAt: number
  readonly continuesFromPreviousDay: boolean
  readonly continuesOnNextDay: boolean
}

/**
 * Computes the sessions of a set of spans, cut at local midnights, in no particular order. Fragmented, overlapping and repeated spans change nothing.
 * Each date of a session has at least one span, because no timeout is longer than a day.
 */
export function sessionPartsOf(spans: Iterable<Span>): SessionPart[] {
  return [...groupByRun(spans)].flatMap((run) => islandsOf(run).flatMap(cutAtMidnights))
}

function groupByRun(spans: Iterable<Span>): Iterable<Span[]> {
  const runs = new Map<string, Span[]>()
  for (const span of spans) {
    // Ids contain no control characters, so this key is unambiguous.
    const key = [span.networkId, span.userId, span.device, span.zone.name, span.periodStart].join('\n')
    const run = runs.get(key)
    if (run === undefined) runs.set(key, [span])
    else run.push(span)
  }
  return runs.values()
}

/** A session as a list of its spans. */
interface Island {
  readonly spans: Span[]
  readonly startedAt: number
  endedAt: number
}

function islandsOf(run: Span[]): Island[] {
  const islands: Island[] = []
  let last: Island | undefined
  for (const span of run.toSorted((a, b) => a.startedAt - b.startedAt)) {
    if (last === undefined || !isWithinTimeout(last.endedAt, span.startedAt, span.timeoutMs)) {
      last = { spans: [], startedAt: span.startedAt, endedAt: span.endedAt }
      islands.push(last)
    }
    last.spans.push(span)
    last.endedAt = Math.max(last.endedAt, span.endedAt)
  }
  return islands
}

function cutAtMidnights({ spans, startedAt, endedAt }: Island): SessionPart[] {
  const days = new Map<string, { span: Span; day: LocalDay }>()
  for (const span of spans) days.set(span.day.date, { span, day: span.day })
  return [...days.values()].map(({ span, day }) => ({
    ...originOf(span),
    date: day.date,
    startedAt: Math.max(startedAt, day.startsAt),
    endedAt: Math.min(endedAt, day.endsAt),
    continuesFromPreviousDay: startedAt < day.startsAt,
    continuesOnNextDay: endedAt >= day.endsAt,
  }))
}
