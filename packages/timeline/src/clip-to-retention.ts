import type { SessionPart } from './sessions-cut-at-midnight.ts'

/**
 * Clips session parts to those that may be shown if nothing before `cutoff` may. A part that ended before the cutoff is left out. A part that began
 * before it begins at the cutoff, as if there had been nothing before. The order is kept.
 */
export function clipToRetention(parts: readonly SessionPart[], cutoff: number): SessionPart[] {
  return parts.filter((part) => !isOver(part, cutoff)).map((part) => (part.startedAt > cutoff ? part : beginAt(part, cutoff)))
}

/** A part that is cut at midnight ends just before the instant that is shown as its end. */
const isOver = ({ endedAt, continuesOnNextDay }: SessionPart, cutoff: number) => endedAt < cutoff || (continuesOnNextDay && endedAt === cutoff)

const beginAt = (part: SessionPart, cutoff: number): SessionPart => ({ ...part, startedAt: cutoff, continuesFromPreviousDay: false })
