import { findTimeZone, type Point, type Span } from '@stitchlog/timeline'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../../packages/timeline/tests/property-runs.ts'
import { OpenSpans } from './open-spans.ts'

const zone = findTimeZone('Etc/UTC')
if (zone === undefined) throw new Error('UTC is no zone')
const timeoutMs = 1000
const noon = Date.parse('2026-11-25T12:00Z')

const pointAt = (at: number, userId = 'anna', device: 'mobile' | 'web' = 'web'): Point => ({
  networkId: 'acme',
  userId,
  device,
  zone,
  at: noon + at,
  periodStart: 0,
  timeoutMs,
})
const addAll = (spans: OpenSpans, ...points: Point[]) => {
  for (const point of points) spans.add(point)
}
/** From and to, in milliseconds after noon. */
const taken = (spans: OpenSpans) => [...spans.takeUnflushed()].map(({ userId, startedAt, endedAt }) => [userId, startedAt - noon, endedAt - noon])

describe('a point', () => {
  test('makes a span longer up to the exact timeout, to either side, and begins a new one beyond', () => {
    const spans = new OpenSpans(100)
    addAll(spans, pointAt(0), pointAt(timeoutMs), pointAt(-timeoutMs))
    expect(taken(spans)).toEqual([['anna', -timeoutMs, timeoutMs]])
    addAll(spans, pointAt(2 * timeoutMs + 1))
    expect(taken(spans)).toEqual([['anna', 2 * timeoutMs + 1, 2 * timeoutMs + 1]])
  })

  test('of another user, device or network has nothing to do with it', () => {
    const spans = new OpenSpans(100)
    addAll(spans, pointAt(0), pointAt(1, 'ben'), pointAt(2, 'anna', 'mobile'), { ...pointAt(3), networkId: 'other' })
    expect(spans.unflushedCount).toBe(4)
    expect(taken(spans)).toHaveLength(4)
  })

  test('with ids that look like those of another, put together, is not taken for one of it', () => {
    const spans = new OpenSpans(100)
    addAll(spans, { ...pointAt(0, 'b c'), networkId: 'a' }, { ...pointAt(1, 'c'), networkId: 'a b' })
    expect(taken(spans)).toHaveLength(2)
  })
})

describe('what is to be flushed', () => {
  test('is each span that is new or longer, once', () => {
    const spans = new OpenSpans(100)
    addAll(spans, pointAt(0), pointAt(10), pointAt(20))
    expect(spans.unflushedCount).toBe(1)
    expect(taken(spans)).toEqual([['anna', 0, 20]])
    expect([spans.unflushedCount, taken(spans)]).toEqual([0, []])
  })

  test('is nothing where a point lies inside of a span', () => {
    const spans = new OpenSpans(100)
    addAll(spans, pointAt(0), pointAt(20))
    spans.takeUnflushed()
    addAll(spans, pointAt(0), pointAt(10), pointAt(20))
    expect(spans.unflushedCount).toBe(0)
  })

  test('may grow while it is written, and is to be flushed again then', () => {
    const spans = new OpenSpans(100)
    addAll(spans, pointAt(0))
    const [span] = [...spans.takeUnflushed()]
    addAll(spans, pointAt(5))
    expect(span?.endedAt).toBe(noon)
    const late = spans.takeUnflushed()
    addAll(spans, pointAt(5))
    expect(() => [...late]).toThrow('after other points')
    addAll(spans, pointAt(6))
    expect(taken(spans)).toEqual([['anna', 0, 6]])
  })
})

describe('the bound', () => {
  test('forgets who was used least recently: their next point begins a span of its own', () => {
    const spans = new OpenSpans(4)
    addAll(spans, pointAt(0, 'old'))
    spans.takeUnflushed()
    for (const user of ['a', 'b', 'c', 'd', 'e']) addAll(spans, pointAt(0, user))
    spans.takeUnflushed()
    addAll(spans, pointAt(1, 'old'), pointAt(1, 'e'))
    expect(taken(spans)).toEqual([
      ['old', 1, 1],
      ['e', 0, 1],
    ])
  })

  test('never forgets what is not flushed: it is taken all the same', () => {
    const spans = new OpenSpans(2)
    const users = Array.from({ length: 50 }, (_, index) => `user ${index}`)
    for (const user of users) addAll(spans, pointAt(0, user))
    expect(taken(spans).map(([userId]) => userId)).toEqual(users)
  })

  test('keeps each span of those who stay, in memory that grows, whoever is forgotten between them', () => {
    const spans = new OpenSpans(4000)
    const zones = ['Etc/UTC', 'Asia/Tokyo', 'America/St_Johns', '+03:30'].map((name) => findTimeZone(name) ?? zone)
    const pointsOf = (user: string, after: number) =>
      (['mobile', 'web'] as const).flatMap((device) =>
        zones.map((zone, n) => ({ ...pointAt(after + n, user, device), zone, periodStart: n, timeoutMs: 10_000 + n })),
      )
    const staying = Array.from({ length: 30 }, (_, n) => `user ${n}`)
    for (const user of staying) addAll(spans, ...pointsOf(user, 0))
    for (let n = 0; n < 5000; n++) {
      addAll(spans, pointAt(0, `passing ${n}`))
      // All of them are used in each generation.
      for (const user of n % 200 === 0 ? staying : []) addAll(spans, ...pointsOf(user, n + 1))
    }
    const written = [...spans.takeUnflushed()].filter(({ userId }) => userId.startsWith('user'))
    expect(written).toHaveLength(8 * staying.length)
    expect(new Set(written.map(({ userId, device, zone: { name } }) => `${userId} ${device} ${name}`)).size).toBe(8 * staying.length)
    for (const span of written) {
      const n = zones.indexOf(span.zone)
      expect(span).toMatchObject({ networkId: 'acme', startedAt: noon + n, endedAt: noon + 4801 + n, periodStart: n, timeoutMs: 10_000 + n })
    }
  })

  test('keeps eight spans of one user', () => {
    const spans = new OpenSpans(1000)
    const starts = Array.from({ length: 9 }, (_, index) => index * 10 * timeoutMs)
    for (const start of starts) addAll(spans, pointAt(start))
    spans.takeUnflushed()
    for (const start of starts.toReversed()) addAll(spans, pointAt(start + 1))
    // The first of the nine was forgotten, so its point begins another; in doing so it pushes out no span that was longer by then.
    const written = taken(spans).map(([, from, to]) => [Number(from), to] as const)
    expect(written.sort(([a], [b]) => a - b)).toEqual([[1, 1], ...starts.slice(1).map((start) => [start, start + 1])])
  })

  test('has each of one user flushed, however many there are', () => {
    const spans = new OpenSpans(1000)
    const starts = Array.from({ length: 100 }, (_, index) => index * 10 * timeoutMs)
    for (const start of starts) addAll(spans, pointAt(start))
    expect(spans.unflushedCount).toBe(100)
    expect(
      taken(spans)
        .map(([, from]) => Number(from))
        .sort((a, b) => a - b),
    ).toEqual(starts)
    expect(taken(spans)).toEqual([])
  })
})

test('whatever comes and however little is kept, what was taken covers every point, and each span holds only points that belong together', () => {
  const pointArbitrary = fc
    .record({ at: fc.integer({ min: 0, max: 20 * timeoutMs }), user: fc.constantFrom('anna', 'ben', 'cleo'), isMobile: fc.boolean() })
    .map(({ at, user, isMobile }) => pointAt(at, user, isMobile ? 'mobile' : 'web'))
  const steps = fc.array(fc.oneof({ weight: 5, arbitrary: pointArbitrary }, { weight: 1, arbitrary: fc.constant('take' as const) }), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), steps, (maxSpans, all) => {
      const spans = new OpenSpans(maxSpans)
      const written: Span[] = []
      for (const step of all) {
        if (step === 'take') written.push(...[...spans.takeUnflushed()].map((span) => ({ ...span })))
        else spans.add(step)
      }
      written.push(...spans.takeUnflushed())
      expect(spans.unflushedCount).toBe(0)
      const points = all.filter((step) => step !== 'take')
      const isIn = (point: Point, { userId, device, startedAt, endedAt }: Span) =>
        point.userId === userId && point.device === device && startedAt <= point.at && point.at <= endedAt
      expect(points.filter((point) => !written.some((span) => isIn(point, span)))).toEqual([])
      for (const span of written) {
        const instants = [...new Set(points.filter((point) => isIn(point, span)).map(({ at }) => at))].sort((a, b) => a - b)
        expect([instants[0], instants.at(-1)]).toEqual([span.startedAt, span.endedAt])
        expect(instants.every((at, index) => index === 0 || at - (instants[index - 1] ?? at) <= timeoutMs)).toBe(true)
      }
    }),
    propertyParameters(),
  )
})
