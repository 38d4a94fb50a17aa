import { type DayTotals, dayTotalsOf, formatInstant, type SessionPart } from '@stitchlog/timeline'
import type { LineFile } from './output-files.ts'

export interface ActivityCounts {
  sessionParts: number
  days: number
  users: number
}

/**
 * Writes session parts, and the totals of their days.
 *
 * @param pages sorted by network, user and date
 */
export async function writeActivity(
  pages: AsyncIterable<SessionPart[]>,
  sessions: LineFile,
  days: LineFile,
  signal?: AbortSignal,
): Promise<ActivityCounts> {
  const counts = { sessionParts: 0, days: 0, users: 0 }
  let day: SessionPart[] = []
  let lastOfUser: SessionPart | undefined

  const finishDay = () => {
    const [first] = day
    if (first === undefined) return
    days.add(dayLine(first, dayTotalsOf(day)))
    counts.days++
    if (lastOfUser?.userId !== first.userId || lastOfUser.networkId !== first.networkId) counts.users++
    lastOfUser = first
    day = []
  }

  for await (const parts of pages) {
    signal?.throwIfAborted()
    for (const part of parts) {
      const [first] = day
      if (first !== undefined && !isSameDay(first, part)) finishDay()
      day.push(part)
      sessions.add(sessionLine(part))
      counts.sessionParts++
      await sessions.flushIfLarge()
      await days.flushIfLarge()
    }
  }
  finishDay()
  return counts
}

const isSameDay = (a: SessionPart, b: SessionPart) => a.date === b.date && a.userId === b.userId && a.networkId === b.networkId

const sessionLine = ({ networkId, userId, date, device, zone, startedAt, endedAt, continuesFromPreviousDay, continuesOnNextDay }: SessionPart) => ({
  networkId,
  userId,
  date,
  device,
  timeZone: zone.name,
  startedAt: formatInstant(startedAt, zone),
  endedAt: formatInstant(endedAt, zone),
  durationMs: endedAt - startedAt,
  continuesFromPreviousDay,
  continuesOnNextDay,
})

const dayLine = ({ networkId, userId, date }: SessionPart, { sessionCount, durationMs, activeDurationMs }: DayTotals) => ({
  networkId,
  userId,
  date,
  sessionCount,
  durationMs,
  activeDurationMs,
})
