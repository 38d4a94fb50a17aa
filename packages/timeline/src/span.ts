import type { Device } from '@stitchlog/contracts'
import { type LocalDay, localDayAt } from './local-day.ts'
import type { TimeZone } from './time-zone.ts'

/**
 * Whose activity it is, on what and where: what an event says beside its instants, and what point, span and session part keep of it. A field that
 * not every event has is `| undefined` here rather than optional, so that none of the three copies in this file can forget it.
 */
export interface Origin {
  readonly networkId: string
  readonly userId: string
  readonly device: Device
  readonly zone: TimeZone
}

/** The origin of something that says more. */
export const originOf = ({ networkId, userId, device, zone }: Origin): Origin => ({ networkId, userId, device, zone })

/** An admitted event: this user was active on this device at this instant, in this tracking period. */
export interface Point extends Origin {
  readonly at: number
  /** When the tracking period began for this user: at the switch-on, or just after the latest erasure since. */
  readonly periodStart: number
  /** The period's inactivity timeout for this device. */
  readonly timeoutMs: number
}

export function pointOf({ networkId, userId, device, zone }: Origin, at: number, periodStart: number, timeoutMs: number): Point {
  return { networkId, userId, device, zone, at, periodStart, timeoutMs }
}

/**
 * "These points belong together": points of one session and one local day, the first at `startedAt` and the last at `endedAt`.
 * A set of spans only ever grows; a longer span makes a shorter one inside it superfluous, never wrong.
 */
export interface Span extends Origin {
  readonly periodStart: number
  readonly timeoutMs: number
  readonly day: LocalDay
  startedAt: number
  endedAt: number
}

/** The span of one point. */
export function spanOf({ networkId, userId, device, zone, periodStart, timeoutMs, at }: Point): Span {
  return { networkId, userId, device, zone, periodStart, timeoutMs, day: localDayAt(zone, at), startedAt: at, endedAt: at }
}

/** Whether a point of the same user belongs to the span: same run, same day, and no further from it than the timeout. */
export function joins(span: Span, point: Point): boolean {
  return (
    point.at <= span.endedAt + span.timeoutMs &&
    point.at >= span.startedAt - span.timeoutMs &&
    point.device === span.device &&
    point.zone === span.zone &&
    point.periodStart === span.periodStart &&
    point.at >= span.day.startsAt &&
    point.at < span.day.endsAt
  )
}

/** Stretches the span to take in a point that `joins` it; false where it held that instant already. */
export function extend(span: Span, at: number): boolean {
  if (at > span.endedAt) span.endedAt = at
  else if (at < span.startedAt) span.startedAt = at
  else return false
  return true
}
