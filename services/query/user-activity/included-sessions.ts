import { type DaysAnswer, mostSessionsOfDays } from '@stitchlog/contracts'
import { formatInstant, type SessionPart } from '@stitchlog/timeline'
import { isCut, type WholeSession } from './whole-sessions.ts'

type IncludedSession = NonNullable<DaysAnswer['days'][number]['sessions']>[number]

/** The session parts of an answer about days, by date: those of the newest dates, where there are too many. */
export class IncludedParts {
  /** Parts that midnight cuts, of dates with too many too. */
  readonly cut: SessionPart[] = []
  readonly #ofDates = new Map<string, readonly SessionPart[]>()
  #count = 0

  /** @param parts of dates later than all before, by date */
  add(parts: readonly SessionPart[]): void {
    this.cut.push(...parts.filter(isCut))
    for (const [date, ofDate] of Map.groupBy(parts, ({ date }) => date)) {
      if (ofDate.length > mostSessionsOfDays.date) continue
      this.#ofDates.set(date, ofDate)
      this.#count += ofDate.length
    }
    for (const [date, ofDate] of this.#ofDates) {
      if (this.#count <= mostSessionsOfDays.all) return
      this.#ofDates.delete(date)
      this.#count -= ofDate.length
    }
  }

  /** Undefined where the date has none, or too many. */
  of(date: string): readonly SessionPart[] | undefined {
    return this.#ofDates.get(date)
  }
}

/** @param shown gives instants the precision that was asked for */
export function includedSession(
  part: SessionPart,
  whole: WholeSession | undefined,
  shown: <Part extends WholeSession>(part: Part) => Part,
): IncludedSession {
  const { startedAt, endedAt } = shown(part)
  return {
    device: part.device,
    startedAt: formatInstant(startedAt, part.zone),
    endedAt: formatInstant(endedAt, part.zone),
    timeZone: part.zone.name,
    ...(whole && { whole: wholeAnswer(part, shown(whole)) }),
  }
}

/** All of a session that midnight cuts, on the clock of one of its parts. */
export const wholeAnswer = ({ zone }: SessionPart, { startedAt, endedAt }: WholeSession) => ({
  startedAt: formatInstant(startedAt, zone),
  endedAt: formatInstant(endedAt, zone),
  durationMs: endedAt - startedAt,
})
