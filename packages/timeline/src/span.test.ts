import { describe, expect, test } from 'vitest'
import { extend, joins, type Point, type Span, spanOf } from './span.ts'
import { findTimeZone, type TimeZone } from './time-zone.ts'

const minuteMs = 60_000

function zoneOf(name: string): TimeZone {
  const zone = findTimeZone(name)
  if (zone === undefined) throw new Error(`${name} is no zone`)
  return zone
}

const noon = Date.parse('2026-11-25T12:00:00+01:00')
const midnight = Date.parse('2026-11-26T00:00:00+01:00')

const pointAt = (at: number, changed: Partial<Point> = {}): Point => ({
  networkId: 'acme',
  userId: 'u',
  device: 'web',
  zone: zoneOf('Europe/Berlin'),
  at,
  periodStart: 0,
  timeoutMs: 30 * minuteMs,
  ...changed,
})

function spanFrom(startedAt: number, endedAt: number): Span {
  const span = spanOf(pointAt(startedAt))
  extend(span, endedAt)
  return span
}

test('the span of a point is that point', () => {
  const span = spanOf(pointAt(noon))
  expect(span).toMatchObject({
    networkId: 'acme',
    userId: 'u',
    device: 'web',
    periodStart: 0,
    timeoutMs: 30 * minuteMs,
    startedAt: noon,
    endedAt: noon,
  })
  expect(span.zone).toBe(zoneOf('Europe/Berlin'))
  expect(span.day).toMatchObject({ date: '2026-11-25', endsAt: midnight })
})

describe('a point joins a span', () => {
  const span = spanFrom(noon, noon + 10 * minuteMs)

  test.each([
    ['forward at the exact gap', noon + 40 * minuteMs],
    ['backward at the exact gap', noon - 30 * minuteMs],
    ['inside it', noon + 5 * minuteMs],
    ['at its start', noon],
    ['at its end', noon + 10 * minuteMs],
  ])('%s', (_, at) => {
    expect(joins(span, pointAt(at))).toBe(true)
  })

  test.each([
    ['a millisecond beyond the gap', pointAt(noon + 40 * minuteMs + 1)],
    ['a millisecond before the gap', pointAt(noon - 30 * minuteMs - 1)],
    ['on another device', pointAt(noon, { device: 'mobile' })],
    ['in another zone with the same clocks', pointAt(noon, { zone: zoneOf('Europe/Stockholm') })],
    ['in another period', pointAt(noon, { periodStart: 1 })],
  ])('but not %s', (_, point) => {
    expect(joins(span, point)).toBe(false)
  })
})

describe('midnight', () => {
  test('belongs to the day that it begins, so it does not join the day before', () => {
    const evening = spanFrom(midnight - minuteMs, midnight - 1)
    expect(joins(evening, pointAt(midnight - 1))).toBe(true)
    expect(joins(evening, pointAt(midnight))).toBe(false)
  })

  test('begins its day, so nothing before it joins that', () => {
    const night = spanFrom(midnight, midnight + minuteMs)
    expect(night.day.date).toBe('2026-11-26')
    expect(joins(night, pointAt(midnight))).toBe(true)
    expect(joins(night, pointAt(midnight - 1))).toBe(false)
  })
})

describe('extending', () => {
  test('forward and backward moves the ends', () => {
    const span = spanFrom(noon, noon)
    expect(extend(span, noon + 1)).toBe(true)
    expect(extend(span, noon - 1)).toBe(true)
    expect(span).toMatchObject({ startedAt: noon - 1, endedAt: noon + 1 })
  })

  test('by what it held already changes nothing', () => {
    const span = spanFrom(noon, noon + minuteMs)
    for (const at of [noon, noon + 1, noon + minuteMs]) expect(extend(span, at)).toBe(false)
    expect(span).toMatchObject({ startedAt: noon, endedAt: noon + minuteMs })
  })
})
