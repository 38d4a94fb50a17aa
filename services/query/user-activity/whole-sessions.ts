import type { DateRange } from '@stitchlog/store'
import type { SessionPart } from '@stitchlog/timeline'
import { addDays } from '../requests/calendar-date.ts'

/** Where a session begins and ends, whatever midnights cut it; epoch milliseconds. */
export interface WholeSession {
  readonly startedAt: number
  readonly endedAt: number
}

/** How many dates are read at first beyond those that are asked for. Each further read goes back eight times as far. */
const firstDays = 7
const mostDays = 4000

/**
 * The sessions of the parts that midnight cuts.
 *
 * @param parts of a range of dates, by date and start
 * @param read reads parts of other dates, if a session goes on there
 */
export async function wholeSessionsOf(
  parts: readonly SessionPart[],
  range: DateRange,
  read: (range: DateRange) => Promise<readonly SessionPart[]>,
): Promise<ReadonlyMap<SessionPart, WholeSession>> {
  let all = parts.filter(isCut)
  let { from, to } = range
  for (let days = firstDays; days < mostDays && chainsOf(all).some(([first]) => first?.continuesFromPreviousDay); days *= 8) {
    all = [...(await read({ from: addDays(from, -days), to: addDays(from, -1) })).filter(isCut), ...all]
    from = addDays(from, -days)
  }
  for (let days = firstDays; days < mostDays && chainsOf(all).some((chain) => chain.at(-1)?.continuesOnNextDay); days *= 8) {
    all = [...all, ...(await read({ from: addDays(to, 1), to: addDays(to, days) })).filter(isCut)]
    to = addDays(to, days)
  }
  const found = new Map<SessionPart, WholeSession>()
  for (const chain of chainsOf(all)) {
    const [first, last] = [chain[0], chain.at(-1)]
    if (first === undefined || last === undefined) continue
    for (const part of chain) found.set(part, { startedAt: first.startedAt, endedAt: last.endedAt })
  }
  return found
}

/** Whether midnight cuts the session of a part. */
export const isCut = ({ continuesFromPreviousDay, continuesOnNextDay }: SessionPart): boolean => continuesFromPreviousDay || continuesOnNextDay

/** The parts of each session that is cut, by date. */
function chainsOf(parts: readonly SessionPart[]): SessionPart[][] {
  const chains: SessionPart[][] = []
  /** By device and zone: a user has no two sessions at once with both. */
  const open = new Map<string, SessionPart[]>()
  for (const part of parts) {
    const key = `${part.device} ${part.zone.name}`
    const before = open.get(key)
    const chain = part.continuesFromPreviousDay && before?.at(-1)?.endedAt === part.startedAt ? before : []
    if (chain.length === 0) chains.push(chain)
    chain.push(part)
    if (part.continuesOnNextDay) open.set(key, chain)
    else open.delete(key)
  }
  return chains
}
