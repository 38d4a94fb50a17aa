import { admit, extend, findTimeZone, foldLedger, joins, type Point, type SessionPart, type Span, sessionPartsOf, spanOf } from '@stitchlog/timeline'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type History, historyNear } from '../../timeline/tests/arbitraries.ts'
import { isThorough, propertyParameters } from '../../timeline/tests/property-runs.ts'
import { type Scene, scenes } from '../../timeline/tests/scenes.ts'
import { randomFrom, shuffled } from '../../timeline/tests/seeded-random.ts'
import { appendTrackingChanges, insertSpans, type LedgerEntry, readAllSessionParts, readSessionParts, type Store } from '../src/index.ts'
import { selectSessionParts } from '../src/sessions/session-rows.ts'
import { mergeOnce, stopMerges } from './engine-settings.ts'
import { byKey, keyOf, lineOf } from './session-part-lines.ts'
import { emptyTable, openTemporaryStore } from './temporary-store.ts'

// What a round costs are its round trips to the engine and the months in which it stores, so many cases share one: each has networks of its own.
const casesPerRound = 250
const scenesPerRound = 9
const casesReadByRange = isThorough ? 25 : 6
const dayMs = 86_400_000

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
  await stopMerges(store)
})
afterAll(() => close())

describe('the view sessions says what the timeline says', () => {
  test('of any spans: fragments, overlaps, repeats, old versions, erased ones; merged or not; for any range of dates', {
    timeout: 1_800_000,
  }, async () => {
    const { numRuns, seed } = propertyParameters()
    const random = randomFrom(seed)
    let unseen: Scene[] = []
    for (let round = 0; round < numRuns / casesPerRound; round++) {
      // Each in its turn.
      if (unseen.length === 0) unseen = shuffled(scenes, random)
      const histories = fc.sample(historyNear(unseen.splice(0, scenesPerRound)), { numRuns: casesPerRound, seed: seed + round })
      const cases = histories.map((history, index) => new Case(round * casesPerRound + index, history, random))
      await storeAll(cases, random)
      if (round % 2 === 1) await mergeOnce(store)
      await compareAll(cases, round % 3 === 0 ? { maxSpansPerPage: 300, usersPerCount: 60 } : { maxSpansPerPage: 2000, usersPerCount: 150 })
      await compareRanges(cases, random)
      await emptyTable(store, 'session_spans')
      await emptyTable(store, 'tracking_ledger')
    }
  })
})

/** One history, as spans that stitchers could have stored and as erasures that came later. */
class Case {
  readonly history: History
  readonly written: readonly Span[]
  readonly erasures: readonly LedgerEntry[]

  constructor(number: number, history: History, random: () => number) {
    this.history = history
    const idOf = (networkId: string) => `${number}:${networkId}`
    const points = pointsOf(history).map((point) => ({ ...point, networkId: idOf(point.networkId) }))
    this.written = shuffled(spansOf(shuffled(points, random), random), random)
    const erasures = history.changes.filter(({ change }) => change === 'erase')
    // Now and then one at the very start or end of a span.
    const pointed = shuffled(this.written, random)
      .slice(0, random() < 0.3 ? 2 : 0)
      .map(({ userId, networkId, startedAt, endedAt }) => ({ change: 'erase' as const, networkId, userId, at: random() < 0.5 ? startedAt : endedAt }))
    this.erasures = [...erasures.map((change) => ({ ...change, networkId: idOf(change.networkId) })), ...pointed].map((change, index) => ({
      ...change,
      changeId: String(index),
    }))
  }

  get expected(): SessionPart[] {
    return sessionPartsOf(this.written.filter((span) => !this.#isErased(span)))
  }

  #isErased({ networkId, userId, startedAt }: Span): boolean {
    return this.erasures.some(
      (erasure) =>
        erasure.change === 'erase' &&
        erasure.networkId === networkId &&
        (erasure.userId === undefined || erasure.userId === userId) &&
        startedAt <= erasure.at,
    )
  }
}

/** Admitted as if nobody had been erased yet. */
function pointsOf({ events, changes, defaultRetentionMs }: History): Point[] {
  const ledger = foldLedger(changes.filter(({ change }) => change !== 'erase'))
  return events.flatMap(({ timeZone, ...event }) => {
    const zone = findTimeZone(timeZone)
    const admission = zone && admit({ ...event, zone }, ledger, defaultRetentionMs)
    return admission?.outcome === 'admitted' ? [admission.point] : []
  })
}

/** Each version of a span may or may not have been written. */
function spansOf(points: readonly Point[], random: () => number): Span[] {
  const written: Span[] = []
  const open: Span[] = []
  for (const point of points) {
    const span = open.findLast((span) => span.networkId === point.networkId && span.userId === point.userId && joins(span, point))
    if (span === undefined || random() < 0.2) open.push(spanOf(point))
    else {
      if (random() < 0.4) written.push({ ...span })
      extend(span, point.at)
    }
    if (random() < 0.1) written.push(...open.splice(Math.floor(random() * open.length), 1))
  }
  written.push(...open)
  return [...written, ...written.filter(() => random() < 0.1)]
}

async function storeAll(cases: readonly Case[], random: () => number): Promise<void> {
  const spans = cases.flatMap(({ written }) => written)
  // Versions of one span in inserts of their own: one insert would keep only the longest.
  const inserts = [...Map.groupBy(spans, () => Math.floor(random() * 6)).values()]
  for (const insert of inserts) await insertSpans(store, insert)
  const erasures = cases.flatMap(({ erasures }) => erasures)
  await appendTrackingChanges(store, erasures)
  await appendTrackingChanges(
    store,
    erasures.filter(() => random() < 0.2),
  )
}

async function compareAll(cases: readonly Case[], pages: Parameters<typeof readAllSessionParts>[1]): Promise<void> {
  const all: SessionPart[] = []
  for await (const page of readAllSessionParts(store, pages)) all.push(...page)
  expect(all.map(keyOf), 'sorted').toEqual(all.toSorted(byKey).map(keyOf))
  expect((await selectSessionParts(store, '1', ['join_use_nulls = 1'])).map(lineOf)).toEqual(all.map(lineOf))

  const byCase = Map.groupBy(all, ({ networkId }) => Number(networkId.slice(0, networkId.indexOf(':'))))
  for (const one of cases) {
    const number = Number(one.written[0]?.networkId.split(':')[0])
    const actual = (byCase.get(number) ?? []).map(lineOf)
    const expected = one.expected.toSorted(byKey).map(lineOf)
    if (JSON.stringify(actual) !== JSON.stringify(expected))
      expect({ spans: one.written, erasures: one.erasures, parts: actual }).toMatchObject({ parts: expected })
  }
}

/** Ranges of one user: everything, one date, dates around parts, none; Apia's skipped date is among them where a history is there. */
async function compareRanges(cases: readonly Case[], random: () => number): Promise<void> {
  for (const { written, expected } of shuffled(cases, random).slice(0, casesReadByRange)) {
    const { networkId, userId } = shuffled(written, random)[0] ?? {}
    if (networkId === undefined || userId === undefined) continue
    const parts = expected.filter((part) => part.userId === userId && part.networkId === networkId).toSorted(byKey)
    const date = shuffled(written, random)[0]?.day.date ?? '2011-12-30'
    const near = (days: number) => new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10)
    const ranges = [
      { from: '1969-12-31', to: '2100-01-01' },
      { from: date, to: date },
      { from: near(-1), to: near(-1) },
      { from: near(1), to: near(1) },
      { from: near(Math.floor(random() * 5) - 4), to: near(Math.floor(random() * 5)) },
      { from: near(1), to: near(0) },
    ]
    for (const range of ranges) {
      const inRange = parts.filter((part) => part.date >= range.from && part.date <= range.to)
      expect((await readSessionParts(store, networkId, userId, range)).map(lineOf), JSON.stringify({ range, written })).toEqual(inRange.map(lineOf))
    }
  }
}
