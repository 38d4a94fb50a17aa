/** One user's totals of one date, over its session parts in all zones and on all devices. */
export interface DayTotals {
  readonly sessionCount: number
  /** The sum of the parts. */
  readonly durationMs: number
  /** The length of their union: a phone and a browser used at once count once. */
  readonly activeDurationMs: number
}

/** The totals of the parts of one user and one date, in any order. */
export function dayTotalsOf(parts: readonly { readonly startedAt: number; readonly endedAt: number }[]): DayTotals {
  let durationMs = 0
  let activeDurationMs = 0
  let coveredUntil = Number.NEGATIVE_INFINITY
  for (const { startedAt, endedAt } of parts.toSorted((a, b) => a.startedAt - b.startedAt)) {
    durationMs += endedAt - startedAt
    if (endedAt <= coveredUntil) continue
    activeDurationMs += endedAt - Math.max(startedAt, coveredUntil)
    coveredUntil = endedAt
  }
  return { sessionCount: parts.length, durationMs, activeDurationMs }
}
