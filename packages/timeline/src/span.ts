import type { Device } from '@stitchlog/contracts'
import { isWithinTimeout } from './exact-gap.ts'
import { type LocalDay, localDayAt } from './local-day.ts'
import type { TimeZone } from './time-zone.ts'

/**
 * Everything that an event says besides its instants: user, device and time zone. Points, spans and session parts keep it. A field that not every
 * event has is `| undefined` here and not optional, so that none of the three copies in this file can omit it.
 */
export interface Origin {
  readonly networkId: string
  readonly userId: string
  readonly device: Device
  readonly zone: TimeZone
}

/** Copies only the origin from a larger object. */
export const originOf = ({ networkId, userId, device, zone }: Origin): Origin => ({ networkId, userId, device, zone })

/** An admitted event: the user was active on this device at this instant, in this tracking period. */
export interface Point extends Origin {
  readonly at: number
  /** When the tracking period began for this user: when tracking was switched on, or just after a later erasure. */
  readonly periodStart: number
  /** The period's inactivity timeout for this device. */
  readonly timeoutMs: number
}

/** A point that may become that of another event. */
export type ReusedPoint = { -readonly [Field in keyof Point]: Point[Field] }

export function setPoint(point: ReusedPoint, { networkId, userId, device, zone }: Origin, at: number, periodStart: number, timeoutMs: number): void {
  point.networkId = networkId
  point.userId = userId
  point.device = device
  point.zone = zone
  point.at = at
  point.periodStart = periodStart
  point.timeoutMs = timeoutMs
}

/**
 * "These points belong together": points of one session and one local day, the first at `startedAt` and the last at `endedAt`.
 * A set of spans only ever grows. A longer span makes a shorter one inside it superfluous, never wrong.
 */
export interface Span extends Origin {
  readonly periodStart: number
  readonly timeoutMs: number
  readonly day: LocalDay
  startedAt: number
  endedAt: number
}

/** Creates the span of one point. */
export function spanOf({ networkId, userId, device, zone, periodStart, timeoutMs, at }: Point): Span {
  return { networkId, userId, device, zone, periodStart, timeoutMs, day: localDayAt(zone, at), startedAt: at, endedAt: at }
}

/** Whether a point of the same user belongs to the span: same device, zone, period and day, and no further away than the timeout. */
export function joins(span: Span, point: Point): boolean {
  return (
    isWithinTimeout(span.endedAt, point.at, span.timeoutMs) &&
    isWithinTimeout(point.at, span.startedAt, span.timeoutMs) &&
    point.device === span.device &&
    point.zone === span.zone &&
    point.periodStart === span.periodStart &&
    point.at >= span.day.startsAt &&
    point.at < span.day.endsAt
  )
}

/** Extends the span to a point that `joins` it. @returns false if the span already covered that instant */
export function extend(span: Span, at: number): boolean {
  if (at > span.endedAt) span.endedAt = at
  else if (at < span.startedAt) span.startedAt = at
  else return false
  return true
}
