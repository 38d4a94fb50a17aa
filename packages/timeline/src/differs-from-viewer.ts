import type { SessionPart } from './sessions-cut-at-midnight.ts'
import type { TimeZone } from './time-zone.ts'
import { utcOffsetMs } from './utc-offset.ts'

/** Whether the clocks of the user's zone and of the viewer's show different times at the part's start or end. */
export function differsFromViewer({ zone, startedAt, endedAt }: SessionPart, viewerZone: TimeZone | undefined): boolean {
  if (viewerZone === undefined) return false
  return [startedAt, endedAt].some((instant) => utcOffsetMs(zone, instant) !== utcOffsetMs(viewerZone, instant))
}
