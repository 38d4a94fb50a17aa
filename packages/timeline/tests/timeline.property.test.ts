import type { DropReason } from '@stitchlog/contracts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { admit } from '../src/admission.ts'
import { foldLedger } from '../src/fold-ledger.ts'
import { type SessionPart, sessionPartsOf } from '../src/sessions-cut-at-midnight.ts'
import { extend, joins, type Point, type Span, spanOf } from '../src/span.ts'
import { findTimeZone } from '../src/time-zone.ts'
import { type History, historyArbitrary } from './arbitraries.ts'
import { naiveTimeline } from './naive-model.ts'
import { propertyParameters } from './property-runs.ts'
import { randomFrom, shuffled } from './seeded-random.ts'
import { inOrder, shownBy } from './shown.ts'

// The random choices of a pipeline run. Shrinking them is not worthwhile, because the history explains a failure.
const randomSeed = fc.noShrink(fc.nat())

describe('what is shown is a function of the accepted points and the ledger', () => {
  test('any order, any repeats and any fragmentation give what the naive model gives', () => {
    fc.assert(
      fc.property(historyArbitrary, randomSeed, (history, seed) => {
        const random = randomFrom(seed)
        const { accepted, dropped, points } = admitAll(history, random)
        const parts = sessionPartsOf(shuffled(spansOf(points, random), random))

        const expected = naiveTimeline(history.events, history.changes, history.defaultRetentionMs)
        expect({ accepted, dropped }).toEqual({ accepted: expected.accepted, dropped: expected.dropped })
        expect(shownBy(parts)).toEqual(inOrder(expected))
      }),
      propertyParameters(),
    )
  })

  test('the parts of a date need only the spans of that date and of the existing dates next to it', () => {
    fc.assert(
      fc.property(historyArbitrary, randomSeed, (history, seed) => {
        const random = randomFrom(seed)
        const spans = spansOf(admitAll(history, random).points, random)
        const parts = sessionPartsOf(spans)
        for (const { zone, day } of spans) {
          const isOfDay = (part: SessionPart) => part.zone === zone && part.date === day.date
          const near = spans.filter((span) => span.zone === zone && span.day.startsAt <= day.endsAt && span.day.endsAt >= day.startsAt)
          expect(shownBy(sessionPartsOf(near).filter(isOfDay))).toEqual(shownBy(parts.filter(isOfDay)))
        }
      }),
      propertyParameters(),
    )
  })
})

/** Admits every event, in any order, with a ledger whose changes came in any order that preserves the order within an instant. */
function admitAll({ events, changes, defaultRetentionMs }: History, random: () => number) {
  const ledger = foldLedger(random() < 0.5 ? changes : changes.toSorted((a, b) => a.at - b.at))
  const dropped: Record<DropReason, number> = { malformed: 0, 'unknown-time-zone': 0, future: 0, expired: 0, erased: 0, 'not-tracked': 0 }
  const points: Point[] = []
  for (const { timeZone, ...event } of shuffled(events, random)) {
    const zone = findTimeZone(timeZone)
    const admission = zone && admit({ ...event, zone }, ledger, defaultRetentionMs)
    if (admission === undefined) dropped['unknown-time-zone']++
    else if (admission.outcome === 'dropped') dropped[admission.reason]++
    else points.push(admission.point)
  }
  return { accepted: points.length, dropped, points }
}

/**
 * The rows that stitchers could leave behind: points are delivered again, open spans are forgotten at any time, and each longer version of a span may
 * or may not have been written.
 */
function spansOf(points: readonly Point[], random: () => number): Span[] {
  const written: Span[] = []
  const open: Span[] = []
  const write = (span: Span) => written.push({ ...span })
  const redelivered = points.filter(() => random() < 0.2)
  for (const point of [...points, ...redelivered]) {
    const joinable = open.filter((span) => span.networkId === point.networkId && span.userId === point.userId && joins(span, point))
    const span = joinable[Math.floor(random() * joinable.length)]
    if (span === undefined || random() < 0.3) open.push(spanOf(point))
    else {
      if (random() < 0.5) write(span)
      extend(span, point.at)
    }
    if (random() < 0.1) open.splice(Math.floor(random() * open.length), 1).forEach(write)
  }
  open.forEach(write)
  return written
}
