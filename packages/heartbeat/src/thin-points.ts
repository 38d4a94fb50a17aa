import type { Point } from './point.ts'

/** The shortest inactivity timeout that a network may have: points that are no further apart are always one session. */
export const shortestTimeoutMs = 60_000

/**
 * Leaves out points between two others that are close enough: all that no session needs, since no timeout is shorter. If more than `most` are left,
 * then also those that only sessions of networks with twice the timeout do not need, and so on. What is left out shortens nothing else, and never
 * lengthens anything.
 */
export function thinPoints(points: readonly Point[], most: number): Point[] {
  let left = [...points].sort((a, b) => a.timeZone.localeCompare(b.timeZone) || a.occurredAt - b.occurredAt)
  let gapMs = shortestTimeoutMs
  do {
    let kept: Point | undefined
    left = left.filter((point, nth) => {
      const next = left[nth + 1]
      const isBetween = kept && next && kept.timeZone === next.timeZone && next.occurredAt - kept.occurredAt <= gapMs
      if (!isBetween) kept = point
      return !isBetween
    })
    gapMs *= 2
  } while (left.length > most)
  return left
}
