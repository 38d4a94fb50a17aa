import type { LocalDay } from './local-day.ts'
import { type Origin, originOf, type Span } from './span.ts'

/** What one local date shows of a session: all of it, or what midnight cuts out of it. */
export interface SessionPart extends Origin {
  /** `YYYY-MM-DD` in `zone` */
  readonly date: string
  readonly startedAt: number
  /** Where midnight cuts the session this is the next day's first instant. */
  readonly endedAt: number
  readonly continuesFromPreviousDay: boolean
  readonly continuesOnNextDay: boolean
}

/**
 * The sessions that a set of spans means, cut at local midnights, in no particular order. Fragments, overlaps and repeats change nothing.
 * Every date of a session has a span of its own, since no timeout reaches over a day.
 */
export function sessionPartsOf(spans: Iterable<Span>): SessionPart[] {
  return [...groupByRun(spans)].flatMap((run) => islandsOf(run).flatMap(cutAtMidnights))
}

function groupByRun(spans: Iterable<Span>): Iterable<Span[]> {
  const runs = new Map<string, Span[]>()
  for (const span of spans) {
    // Ids hold no control characters, so this key is unambiguous.
    const key = [span.networkId, span.userId, span.device, span.zone.name, span.periodStart].join('\n')
    const run = runs.get(key)
    if (run === undefined) runs.set(key, [span])
    else run.push(span)
  }
  return runs.values()
}

/** A session, as the spans that it consists of. */
interface Island {
  readonly spans: Span[]
  readonly startedAt: number
  endedAt: number
}

function islandsOf(run: Span[]): Island[] {
  const islands: Island[] = []
  let last: Island | undefined
  for (const span of run.toSorted((a, b) => a.startedAt - b.startedAt)) {
    if (last === undefined || span.startedAt > last.endedAt + span.timeoutMs) {
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
