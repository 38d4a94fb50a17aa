// A second implementation of the design, as simple as possible. It decides on each event by going through all tracking changes, and computes the
// sessions of each user by going through all points.
import type { ActivityEvent, Device, DropReason, TrackingChange } from '@stitchlog/contracts'
import { findTimeZone } from '../src/time-zone.ts'
import { naiveDayAt } from './naive-local-day.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** A well-formed event. Its zone may be unknown. */
export type RawEvent = Required<ActivityEvent>

export interface NaiveSessionPart {
  readonly networkId: string
  readonly userId: string
  readonly date: string
  readonly device: Device
  readonly timeZone: string
  readonly startedAt: number
  readonly endedAt: number
  readonly continuesFromPreviousDay: boolean
  readonly continuesOnNextDay: boolean
}

export interface NaiveDayTotals {
  readonly networkId: string
  readonly userId: string
  readonly date: string
  readonly sessionCount: number
  readonly durationMs: number
  readonly activeDurationMs: number
}

/** The properties that all points of a session share. */
interface Run {
  readonly networkId: string
  readonly userId: string
  readonly device: Device
  readonly timeZone: string
  readonly periodStart: number
  readonly timeoutMs: number
}

export interface NaiveSession extends Run {
  /** In order, each once. */
  readonly points: readonly number[]
}

export interface NaiveTimeline {
  readonly accepted: number
  readonly dropped: Readonly<Record<DropReason, number>>
  /** Before the cut at midnight. */
  readonly sessions: readonly NaiveSession[]
  /** In no particular order. */
  readonly parts: readonly NaiveSessionPart[]
  /** In no particular order. */
  readonly days: readonly NaiveDayTotals[]
}

/** Everything that is shown for these events (repeats count as events, but show nothing new) under these tracking changes, in list order. */
export function naiveTimeline(events: readonly RawEvent[], changes: readonly TrackingChange[], defaultRetentionMs: number): NaiveTimeline {
  const dropped = { malformed: 0, 'unknown-time-zone': 0, future: 0, expired: 0, erased: 0, 'not-tracked': 0 }
  const runs = new Map<string, { run: Run; points: Set<number> }>()
  let accepted = 0
  for (const event of events) {
    const decision = decide(event, changes, defaultRetentionMs)
    if (typeof decision === 'string') {
      dropped[decision]++
      continue
    }
    accepted++
    const { at, run } = decision
    const key = JSON.stringify([run.networkId, run.userId, run.device, run.timeZone, run.periodStart])
    const { points } = runs.get(key) ?? { points: new Set() }
    runs.set(key, { run, points: points.add(at) })
  }
  const sessions = [...runs.values()].flatMap(({ run, points }) => sessionsOf(run, points))
  const parts = sessions.flatMap(cutByDay)
  return { accepted, dropped, sessions, parts, days: totalsOf(parts) }
}

function decide(event: RawEvent, changes: readonly TrackingChange[], defaultRetentionMs: number): DropReason | { at: number; run: Run } {
  const { networkId, userId, device, receivedAt } = event
  const zone = findTimeZone(event.timeZone)
  if (zone === undefined) return 'unknown-time-zone'
  if (event.occurredAt - receivedAt > minuteMs) return 'future'
  const at = Math.min(event.occurredAt, receivedAt)
  const ofNetwork = changes.filter((change) => change.networkId === networkId)
  if (receivedAt - at > retentionMsAt(ofNetwork, receivedAt, defaultRetentionMs)) return 'expired'
  const erasures = ofNetwork.filter((change) => change.change === 'erase' && (change.userId ?? userId) === userId)
  if (erasures.some((erasure) => at <= erasure.at)) return 'erased'
  const state = stateAt(ofNetwork, at)
  if (state === 'off' || stateAt(ofNetwork, receivedAt) === 'off') return 'not-tracked'
  const periodStart = Math.max(stateBegan(ofNetwork, at), ...erasures.map((erasure) => erasure.at + 1))
  return { at, run: { networkId, userId, device, timeZone: zone.name, periodStart, timeoutMs: state[device] * 1000 } }
}

/** The inactivity timeouts in seconds, or off. */
type State = 'off' | Readonly<Record<Device, number>>

function stateAt(ofNetwork: readonly TrackingChange[], instant: number): State {
  let lastAt = Number.NEGATIVE_INFINITY
  let state: State = 'off'
  for (const change of ofNetwork) {
    if (change.change !== 'on' && change.change !== 'off') continue
    if (change.at > instant || change.at < lastAt) continue
    lastAt = change.at
    state = change.change === 'off' ? 'off' : { mobile: 300, web: 1800, ...change.inactivityTimeoutSeconds }
  }
  return state
}

/** The earliest instant since which the state has been the same as at this instant. */
function stateBegan(ofNetwork: readonly TrackingChange[], instant: number): number {
  const state = JSON.stringify(stateAt(ofNetwork, instant))
  let began = instant
  for (const { at } of ofNetwork.filter((change) => change.at <= instant).sort((a, b) => b.at - a.at)) {
    if (JSON.stringify(stateAt(ofNetwork, at)) !== state) break
    began = at
  }
  return began
}

function retentionMsAt(ofNetwork: readonly TrackingChange[], instant: number, defaultRetentionMs: number): number {
  let lastAt = Number.NEGATIVE_INFINITY
  let retentionMs = defaultRetentionMs
  for (const change of ofNetwork) {
    if (change.change !== 'retention' || change.at > instant || change.at < lastAt) continue
    lastAt = change.at
    retentionMs = change.days * dayMs
  }
  return retentionMs
}

function sessionsOf(run: Run, points: Iterable<number>): NaiveSession[] {
  const sessions: number[][] = []
  let last = Number.NEGATIVE_INFINITY
  for (const at of [...points].sort((a, b) => a - b)) {
    if (at - last <= run.timeoutMs) sessions.at(-1)?.push(at)
    else sessions.push([at])
    last = at
  }
  return sessions.map((ofSession) => ({ ...run, points: ofSession }))
}

function cutByDay({ networkId, userId, device, timeZone, points }: NaiveSession): NaiveSessionPart[] {
  const start = Math.min(...points)
  const end = Math.max(...points)
  const parts: NaiveSessionPart[] = []
  for (let day = naiveDayAt(timeZone, start); day.startsAt <= end; day = naiveDayAt(timeZone, day.endsAt)) {
    parts.push({
      networkId,
      userId,
      date: day.date,
      device,
      timeZone,
      startedAt: Math.max(start, day.startsAt),
      endedAt: Math.min(end, day.endsAt),
      continuesFromPreviousDay: start < day.startsAt,
      continuesOnNextDay: end >= day.endsAt,
    })
  }
  return parts
}

function totalsOf(parts: readonly NaiveSessionPart[]): NaiveDayTotals[] {
  const keys = new Set(parts.map(({ networkId, userId, date }) => JSON.stringify([networkId, userId, date])))
  return [...keys].flatMap((key) => {
    const ofDay = parts.filter(({ networkId, userId, date }) => JSON.stringify([networkId, userId, date]) === key)
    const [first] = ofDay
    if (first === undefined) return []
    const { networkId, userId, date } = first
    const durationMs = ofDay.reduce((sum, part) => sum + part.endedAt - part.startedAt, 0)
    return { networkId, userId, date, sessionCount: ofDay.length, durationMs, activeDurationMs: coveredMs(ofDay) }
  })
}

/** How much time at least one part covers. Between two neighbouring boundaries of parts, either all of the time is covered or none. */
function coveredMs(parts: readonly { startedAt: number; endedAt: number }[]): number {
  const ends = parts.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]).sort((a, b) => a - b)
  let covered = 0
  for (const [index, from] of ends.entries()) {
    const to = ends[index + 1] ?? from
    if (parts.some(({ startedAt, endedAt }) => startedAt <= from && to <= endedAt)) covered += to - from
  }
  return covered
}
