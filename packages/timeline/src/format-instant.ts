import { dateTextOf } from './date-text.ts'
import type { TimeZone } from './time-zone.ts'
import { utcOffsetMs } from './utc-offset.ts'

const dayMs = 86_400_000

/**
 * An instant (epoch milliseconds) as ISO 8601 with milliseconds and the zone's own numeric offset, never `Z`:
 * `2026-11-25T09:00:00.000+01:00`. An offset with seconds (Liberia until 1972) shows them, so that the text still names the instant.
 */
export function formatInstant(instant: number, zone: TimeZone): string {
  const offsetMs = utcOffsetMs(zone, instant)
  return formatClock(instant + offsetMs) + offsetTextOf(offsetMs)
}

/** The same for an instant without a user's zone: with the offset +00:00. */
export const formatUtc = (instant: number) => `${formatClock(instant)}+00:00`

const padded = (length: number, count: number) => Array.from({ length: count }, (_, number) => String(number).padStart(length, '0'))
const twoDigits = padded(2, 60)
const threeDigits = padded(3, 1000)

/** What `toISOString` gives, without its Z, in a third of the time: exports have millions of instants. */
function formatClock(instant: number): string {
  const whole = Math.trunc(instant)
  const dayNumber = Math.floor(whole / dayMs)
  const ms = whole - dayNumber * dayMs
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  return `${dateTextOf(dayNumber)}T${twoDigits[hours]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}.${threeDigits[ms % 1000]}`
}

/** There are some hundred. */
const offsetTexts = new Map<number, string>()

function offsetTextOf(offsetMs: number): string {
  let text = offsetTexts.get(offsetMs)
  if (text === undefined) {
    text = formatOffset(offsetMs)
    offsetTexts.set(offsetMs, text)
  }
  return text
}

function formatOffset(offsetMs: number): string {
  const size = Math.abs(offsetMs) / 1000
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60]
  if (size % 60 !== 0) parts.push(size % 60)
  return (offsetMs < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join(':')
}
