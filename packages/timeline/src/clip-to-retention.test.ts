import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyParameters } from '../tests/property-runs.ts'
import { partOf } from '../tests/session-parts.ts'
import { clipToRetention } from './clip-to-retention.ts'

const part = partOf('2026-11-25T09:00+01:00', '2026-11-25T10:00+01:00')
const toMidnight = partOf('2026-11-25T23:00+01:00', '2026-11-26T00:00+01:00', { continuesOnNextDay: true })
const fromMidnight = partOf('2026-11-26T00:00+01:00', '2026-11-26T00:30+01:00', { continuesFromPreviousDay: true })

describe('a session part', () => {
  test('stays as it is where it began after the cutoff', () => {
    expect(clipToRetention([part, toMidnight, fromMidnight], part.startedAt - 1)).toEqual([part, toMidnight, fromMidnight])
    expect(clipToRetention([part], part.startedAt)).toEqual([part])
  })

  test('begins at the cutoff where it began before it', () => {
    expect(clipToRetention([part], part.startedAt + 1)).toEqual([{ ...part, startedAt: part.startedAt + 1 }])
    expect(clipToRetention([part], part.endedAt)).toEqual([{ ...part, startedAt: part.endedAt }])
  })

  test('is left out where it ended before the cutoff', () => {
    expect(clipToRetention([part], part.endedAt + 1)).toEqual([])
  })

  test('that goes on after midnight is left out when the cutoff is midnight, and the next one no longer tells of it', () => {
    expect(clipToRetention([toMidnight, fromMidnight], toMidnight.endedAt - 1)).toEqual([
      { ...toMidnight, startedAt: toMidnight.endedAt - 1 },
      fromMidnight,
    ])
    expect(clipToRetention([toMidnight, fromMidnight], toMidnight.endedAt)).toEqual([{ ...fromMidnight, continuesFromPreviousDay: false }])
  })

  test('that came from the day before begins anew at a cutoff within it', () => {
    const cutoff = fromMidnight.startedAt + 1
    expect(clipToRetention([fromMidnight], cutoff)).toEqual([{ ...fromMidnight, startedAt: cutoff, continuesFromPreviousDay: false }])
  })
})

test('nothing shown lies before the cutoff, nothing after it is lost, and clipping again changes nothing', () => {
  const instant = fc.integer({ min: 0, max: 100 })
  const parts = fc.array(
    fc.tuple(instant, instant, fc.boolean()).map(([start, length, continuesOnNextDay]) => ({
      ...part,
      startedAt: start,
      // A part that is cut at midnight contains at least the instant before midnight.
      endedAt: start + length + (continuesOnNextDay ? 1 : 0),
      continuesOnNextDay,
    })),
  )
  fc.assert(
    fc.property(parts, instant, (all, cutoff) => {
      const shown = clipToRetention(all, cutoff)
      const instants = (shownParts: typeof all, from: number) =>
        shownParts.map(({ startedAt, endedAt, continuesOnNextDay }) => {
          const last = continuesOnNextDay ? endedAt - 1 : endedAt
          return Array.from({ length: last - startedAt + 1 }, (_, offset) => startedAt + offset).filter((at) => at >= from)
        })
      expect(instants(shown, 0)).toEqual(instants(all, cutoff).filter((ofPart) => ofPart.length > 0))
      expect(clipToRetention(shown, cutoff)).toEqual(shown)
    }),
    propertyParameters(),
  )
})
