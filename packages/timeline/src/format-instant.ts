import type { TimeZone } from './time-zone.ts'
import { utcOffsetMs } from './utc-offset.ts'

/**
 * An instant (epoch milliseconds) as ISO 8601 with milliseconds and the zone's own numeric offset, never `Z`:
 * `2026-11-25T09:00:00.000+01:00`. An offset with seconds (Liberia until 1972) shows them, so that the text still names the instant.
 */
export function formatInstant(instant: number, zone: TimeZone): string {
  const offsetMs = utcOffsetMs(zone, instant)
  return new Date(instant + offsetMs).toISOString().slice(0, -1) + formatOffset(offsetMs)
}

/** The same for an instant without a user's zone: with the offset +00:00. */
export const formatUtc = (instant: number) => `${new Date(instant).toISOString().slice(0, -1)}+00:00`

function formatOffset(offsetMs: number): string {
  const size = Math.abs(offsetMs) / 1000
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60]
  if (size % 60 !== 0) parts.push(size % 60)
  return (offsetMs < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join(':')
}
