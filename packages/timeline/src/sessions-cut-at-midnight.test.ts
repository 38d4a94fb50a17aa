import { describe, expect, test } from 'vitest'
import { formatInstant } from './format-instant.ts'
import { sessionPartsOf } from './sessions-cut-at-midnight.ts'
import { extend, type Point, type Span, spanOf } from './span.ts'
import { findTimeZone, type TimeZone } from './time-zone.ts'

const minuteMs = 60_000

function zoneOf(name: string): TimeZone {
  const zone = findTimeZone(name)
  if (zone === undefined) throw new Error(`${name} is no zone`)
  return zone
}

const base = { networkId: 'acme', userId: 'u', device: 'web', zone: zoneOf('Europe/Berlin'), periodStart: 0, timeoutMs: 30 * minuteMs } as const

function span(startedAt: string, endedAt = startedAt, changed: Partial<Omit<Point, 'at'>> = {}): Span {
  const made = spanOf({ ...base, ...changed, at: Date.parse(startedAt) })
  extend(made, Date.parse(endedAt))
  return made
}

/** `date start end`, with `<` if it continues from the previous day and `>` if it continues on the next. */
const shown = (spans: Span[]) =>
  sessionPartsOf(spans)
    .toSorted((a, b) => a.startedAt - b.startedAt || a.endedAt - b.endedAt)
    .map(
      (part) =>
        `${part.date} ${part.continuesFromPreviousDay ? '<' : ''}${formatInstant(part.startedAt, part.zone)} ${formatInstant(part.endedAt, part.zone)}${part.continuesOnNextDay ? '>' : ''}`,
    )

describe('spans are one session', () => {
  test('across the exact gap', () => {
    expect(shown([span('2026-11-25T09:00+01:00'), span('2026-11-25T09:30+01:00')])).toEqual([
      '2026-11-25 2026-11-25T09:00:00.000+01:00 2026-11-25T09:30:00.000+01:00',
    ])
  })

  test('but not a millisecond beyond it', () => {
    expect(shown([span('2026-11-25T09:00+01:00'), span('2026-11-25T09:30:00.001+01:00')])).toEqual([
      '2026-11-25 2026-11-25T09:00:00.000+01:00 2026-11-25T09:00:00.000+01:00',
      '2026-11-25 2026-11-25T09:30:00.001+01:00 2026-11-25T09:30:00.001+01:00',
    ])
  })

  test('where a late one bridges them', () => {
    const spans = [span('2026-11-25T09:00+01:00'), span('2026-11-25T10:00+01:00'), span('2026-11-25T09:30+01:00')]
    expect(shown(spans)).toEqual(['2026-11-25 2026-11-25T09:00:00.000+01:00 2026-11-25T10:00:00.000+01:00'])
  })

  test('where a short one lies inside a long one, which still reaches on', () => {
    const spans = [span('2026-11-25T09:00+01:00', '2026-11-25T11:00+01:00'), span('2026-11-25T09:10+01:00'), span('2026-11-25T11:30+01:00')]
    expect(shown(spans)).toEqual(['2026-11-25 2026-11-25T09:00:00.000+01:00 2026-11-25T11:30:00.000+01:00'])
  })

  test('where they overlap, repeat, and have older versions', () => {
    const spans = [
      span('2026-11-25T09:00+01:00'),
      span('2026-11-25T09:00+01:00', '2026-11-25T09:20+01:00'),
      span('2026-11-25T09:10+01:00', '2026-11-25T09:40+01:00'),
      span('2026-11-25T09:10+01:00', '2026-11-25T09:40+01:00'),
    ]
    const expected = ['2026-11-25 2026-11-25T09:00:00.000+01:00 2026-11-25T09:40:00.000+01:00']
    expect(shown(spans)).toEqual(expected)
    expect(shown(spans.toReversed())).toEqual(expected)
  })
})

test.each<[string, Partial<Omit<Point, 'at'>>]>([
  ['networks', { networkId: 'acm' }],
  ['users', { userId: 'v' }],
  ['devices', { device: 'mobile' }],
  ['zones', { zone: zoneOf('Europe/Stockholm') }],
  ['periods', { periodStart: 1 }],
])('spans of different %s are different sessions', (_, changed) => {
  expect(sessionPartsOf([span('2026-11-25T09:00+01:00'), span('2026-11-25T09:00+01:00', undefined, changed)])).toHaveLength(2)
})

test('ids with separators are not taken for each other', () => {
  const pairs = [
    ['a', 'b:c'],
    ['a:b', 'c'],
    ['a,b', 'c'],
    ['a', 'b,c'],
    ['a b', 'c'],
    ['a', 'b c'],
    ['a\u2028b', 'c'],
    ['a', 'b\u2028c'],
  ] as const
  const parts = sessionPartsOf(pairs.map(([networkId, userId]) => span('2026-11-25T09:00+01:00', undefined, { networkId, userId })))
  expect(parts.map(({ networkId, userId }) => [networkId, userId])).toEqual(pairs)
})

describe('a session is cut at local midnight', () => {
  test('into a part that ends there and one that starts there', () => {
    expect(shown([span('2026-11-25T23:50+01:00'), span('2026-11-26T00:10+01:00')])).toEqual([
      '2026-11-25 2026-11-25T23:50:00.000+01:00 2026-11-26T00:00:00.000+01:00>',
      '2026-11-26 <2026-11-26T00:00:00.000+01:00 2026-11-26T00:10:00.000+01:00',
    ])
  })

  test('leaving 0 s on the new day where its last point is at midnight', () => {
    expect(shown([span('2026-11-25T23:50+01:00'), span('2026-11-26T00:00+01:00')])).toEqual([
      '2026-11-25 2026-11-25T23:50:00.000+01:00 2026-11-26T00:00:00.000+01:00>',
      '2026-11-26 <2026-11-26T00:00:00.000+01:00 2026-11-26T00:00:00.000+01:00',
    ])
  })

  test('not where its last point is just before', () => {
    expect(shown([span('2026-11-25T23:50+01:00', '2026-11-25T23:59:59.999+01:00')])).toEqual([
      '2026-11-25 2026-11-25T23:50:00.000+01:00 2026-11-25T23:59:59.999+01:00',
    ])
  })

  test('not where its first point is at midnight', () => {
    expect(shown([span('2026-11-26T00:00+01:00', '2026-11-26T00:10+01:00')])).toEqual([
      '2026-11-26 2026-11-26T00:00:00.000+01:00 2026-11-26T00:10:00.000+01:00',
    ])
  })

  test('and again at the next, the day between being whole', () => {
    const spans = [
      span('2026-10-24T23:40+02:00', '2026-10-24T23:50+02:00'),
      span('2026-10-25T00:10+02:00', '2026-10-25T23:50+01:00'),
      span('2026-10-26T00:05+01:00'),
    ]
    expect(shown(spans)).toEqual([
      '2026-10-24 2026-10-24T23:40:00.000+02:00 2026-10-25T00:00:00.000+02:00>',
      '2026-10-25 <2026-10-25T00:00:00.000+02:00 2026-10-26T00:00:00.000+01:00>',
      '2026-10-26 <2026-10-26T00:00:00.000+01:00 2026-10-26T00:05:00.000+01:00',
    ])
  })

  test('where the gap at midnight is too long nothing continues', () => {
    expect(shown([span('2026-11-25T23:50+01:00'), span('2026-11-26T00:20:00.001+01:00')])).toEqual([
      '2026-11-25 2026-11-25T23:50:00.000+01:00 2026-11-25T23:50:00.000+01:00',
      '2026-11-26 2026-11-26T00:20:00.001+01:00 2026-11-26T00:20:00.001+01:00',
    ])
  })

  test('at the first instant of a date whose midnight is skipped', () => {
    const zone = zoneOf('Asia/Beirut')
    expect(shown([span('2026-03-28T23:50+02:00', undefined, { zone }), span('2026-03-29T01:10+03:00', undefined, { zone })])).toEqual([
      '2026-03-28 2026-03-28T23:50:00.000+02:00 2026-03-29T01:00:00.000+03:00>',
      '2026-03-29 <2026-03-29T01:00:00.000+03:00 2026-03-29T01:10:00.000+03:00',
    ])
  })

  test('once where clocks go back over midnight', () => {
    const zone = zoneOf('America/St_Johns')
    const spans = [
      span('2010-11-06T23:50-02:30', undefined, { zone }),
      span('2010-11-07T00:00:30-02:30', undefined, { zone }),
      span('2010-11-06T23:20-03:30', '2010-11-07T00:10-03:30', { zone }),
    ]
    expect(shown(spans)).toEqual([
      '2010-11-06 2010-11-06T23:50:00.000-02:30 2010-11-07T00:00:00.000-02:30>',
      '2010-11-07 <2010-11-07T00:00:00.000-02:30 2010-11-07T00:10:00.000-03:30',
    ])
  })

  test('over a skipped date from the last day that there was to the next that there is', () => {
    const zone = zoneOf('Pacific/Apia')
    expect(shown([span('2011-12-29T23:55-10:00', undefined, { zone }), span('2011-12-31T00:05+14:00', undefined, { zone })])).toEqual([
      '2011-12-29 2011-12-29T23:55:00.000-10:00 2011-12-31T00:00:00.000+14:00>',
      '2011-12-31 <2011-12-31T00:00:00.000+14:00 2011-12-31T00:05:00.000+14:00',
    ])
  })

  test('in its own zone only', () => {
    const zone = zoneOf('America/New_York')
    expect(shown([span('2026-11-25T23:50+01:00', '2026-11-26T00:10+01:00', { zone })])).toEqual([
      '2026-11-25 2026-11-25T17:50:00.000-05:00 2026-11-25T18:10:00.000-05:00',
    ])
  })
})

test('no spans are no sessions', () => {
  expect(sessionPartsOf([])).toEqual([])
})

test('the spans are left as they are', () => {
  const spans = [span('2026-11-25T10:00+01:00'), span('2026-11-25T09:50+01:00', '2026-11-25T09:55+01:00')]
  const before = structuredClone(spans)
  sessionPartsOf(spans)
  expect(spans).toEqual(before)
})
