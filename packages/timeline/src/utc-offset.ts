import { formatInTimeZone } from 'date-fns-tz/formatInTimeZone'
import type { TimeZone } from './time-zone.ts'

const dayMs = 86_400_000

/** Clock changes are computed in stretches of this length, once per stretch and zone. */
const stretchMs = 64 * dayMs

/**
 * Within a stretch the offset is sampled at this distance. If two neighbouring samples differ, the change is found by bisection. Since 1970 no
 * zone changed its clocks twice within six days (Brazil 2000, Boa_Vista, came closest).
 */
const sampleMs = 4 * dayMs

/** A stretch of time with a constant offset: from `startsAt` to the next piece. */
export interface OffsetPiece {
  readonly startsAt: number
  readonly offsetMs: number
}

const stretches = new Map<TimeZone, Map<number, readonly OffsetPiece[]>>()

/** Local time minus UTC at an instant, in milliseconds, by the runtime's own time zone data. */
export function utcOffsetMs(zone: TimeZone, instant: number): number {
  if (zone.fixedOffsetMs !== undefined) return zone.fixedOffsetMs
  let offsetMs = 0
  for (const piece of stretchAt(zone, Math.floor(instant / stretchMs))) {
    if (piece.startsAt > instant) break
    offsetMs = piece.offsetMs
  }
  return offsetMs
}

/** The pieces that cover [from, to], the first of them starting at or before `from`. */
export function offsetPieces(zone: TimeZone, from: number, to: number): OffsetPiece[] {
  if (zone.fixedOffsetMs !== undefined) return [{ startsAt: from, offsetMs: zone.fixedOffsetMs }]
  const pieces: OffsetPiece[] = []
  for (let index = Math.floor(from / stretchMs); index * stretchMs <= to; index++) pieces.push(...stretchAt(zone, index))
  return pieces
}

function stretchAt(zone: TimeZone, index: number): readonly OffsetPiece[] {
  let ofZone = stretches.get(zone)
  if (ofZone === undefined) {
    ofZone = new Map()
    stretches.set(zone, ofZone)
  }
  let pieces = ofZone.get(index)
  if (pieces === undefined) {
    pieces = findPieces(zone.name, index * stretchMs)
    ofZone.set(index, pieces)
  }
  return pieces
}

function findPieces(name: string, from: number): OffsetPiece[] {
  let offsetMs = askOffsetMs(name, from)
  const pieces = [{ startsAt: from, offsetMs }]
  for (let at = from + sampleMs; at <= from + stretchMs; at += sampleMs) {
    const nextOffsetMs = askOffsetMs(name, at)
    if (nextOffsetMs === offsetMs) continue
    const changedAt = firstInstantWith(name, nextOffsetMs, at - sampleMs, at)
    if (changedAt < from + stretchMs) pieces.push({ startsAt: changedAt, offsetMs: nextOffsetMs })
    offsetMs = nextOffsetMs
  }
  return pieces
}

function firstInstantWith(name: string, offsetMs: number, before: number, at: number): number {
  let low = before
  let high = at
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (askOffsetMs(name, middle) === offsetMs) high = middle
    else low = middle
  }
  return high
}

/**
 * date-fns-tz returns the offset at an *instant* only as text in whole minutes. Its `getTimezoneOffset` takes clock time and is wrong around
 * clock changes. The seconds of an offset (Liberia until 1972) are found by comparing the seconds of local time and of UTC.
 */
function askOffsetMs(name: string, instant: number): number {
  const date = new Date(instant)
  const text = formatInTimeZone(date, name, 'xxx')
  const sign = text.startsWith('-') ? -1 : 1
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6))
  const secondsAhead = Number(secondFormatOf(name).format(date)) - date.getUTCSeconds()
  const seconds = (sign * secondsAhead + 60) % 60
  return sign * (minutes * 60 + seconds) * 1000
}

const secondFormats = new Map<string, Intl.DateTimeFormat>()

function secondFormatOf(name: string): Intl.DateTimeFormat {
  let format = secondFormats.get(name)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, second: 'numeric' })
    secondFormats.set(name, format)
  }
  return format
}
