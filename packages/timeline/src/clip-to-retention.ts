import type { SessionPart } from './session-part.ts'

/**
 * What may be shown of session parts when nothing from before `cutoff` may: a part that ended before it is left out, one that began before it
 * begins there, as if nothing had gone before. The order stays.
 */
export function clipToRetention(parts: readonly SessionPart[], cutoff: number): SessionPart[] {
  return parts.filter((part) => !isOver(part, cutoff)).map((part) => (part.startedAt > cutoff ? part : beginAt(part, cutoff)))
}

/** A part that midnight cuts ends before the instant that it shows as its end. */
const isOver = ({ endedAt, continuesOnNextDay }: SessionPart, cutoff: number) => endedAt < cutoff || (continuesOnNextDay && endedAt === cutoff)

const beginAt = (part: SessionPart, cutoff: number): SessionPart => ({ ...part, startedAt: cutoff, continuesFromPreviousDay: false })
