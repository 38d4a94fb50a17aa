import { type SessionPart, type Span, sessionPartsOf } from '@stitchlog/timeline'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isThorough, propertyParameters } from '../../timeline/tests/property-runs.ts'
import { randomFrom, shuffled } from '../../timeline/tests/seeded-random.ts'
import { insertSpans, readAllSessionParts, readSessionParts, type Store } from '../src/index.ts'
import { selectSessionParts } from '../src/sessions/session-rows.ts'
import { anyEngineSettings, mergeOnce, stopMerges, useEngineSettings } from './engine-settings.ts'
import { insertsOf, spansOfLargeUser } from './large-users.ts'
import { byKey, lineOf } from './session-part-lines.ts'
import { emptyTable, openTemporaryStore } from './temporary-store.ts'

const networkId = 'large'

// A case has as many spans as a hundred of the small ones have, and costs more.
const casesPerLargeCase = isThorough ? 100 : 250

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
  await stopMerges(store)
})
afterEach(() => emptyTable(store, 'session_spans'))
afterAll(() => close())

describe('hundreds of spans a user, each stored up to ten times: what is read hangs on no order, part, merge, thread or block size', () => {
  test('of single heartbeats that no timeout joins', async () => {
    const random = randomFrom(propertyParameters().seed)
    const spans = singleHeartbeats(600)
    for (const insert of insertsOf(spans, 10, random)) await insertSpans(store, insert)
    expect(await linesUnder('1', [])).toEqual(expectedLines(spans))
    expect(expectedLines(spans)).toHaveLength(600)
  })

  test('of users with sessions that begin and end at a millisecond, in one to three runs, over days with clock changes', {
    timeout: 1_800_000,
  }, async () => {
    const { numRuns, seed } = propertyParameters()
    const random = randomFrom(seed)
    for (let large = 0; large < numRuns / casesPerLargeCase; large++) {
      const spans = Array.from({ length: 3 }, (_, user) => spansOfLargeUser(networkId, `u${user}`, 150 + Math.floor(random() * 500), random)).flat()
      await storePartlyMerged(spans, random)
      const expected = expectedLines(spans)
      for (let tries = 0; tries < (isThorough ? 4 : 3); tries++) {
        const settings = anyEngineSettings(random)
        expect(await linesUnder('1', settings), settings.join(', ')).toEqual(expected)
      }
      await useEngineSettings(store, anyEngineSettings(random))
      expect(await allLines(random), 'page by page').toEqual(expected)
      await compareRanges(spans, random)
      await emptyTable(store, 'session_spans')
    }
  })
})

/** One heartbeat after the other, each a millisecond too late for the session before it. All of them on one date. */
function singleHeartbeats(count: number): Span[] {
  const [span] = spansOfLargeUser(networkId, 'u', 1, () => 0)
  if (span === undefined) throw new Error('a user has a span')
  return Array.from({ length: count }, (_, index) => {
    const at = span.day.startsAt + index * 60_001
    return { ...span, userId: 'single', startedAt: at, endedAt: at, timeoutMs: 60_000 }
  })
}

async function storePartlyMerged(spans: readonly Span[], random: () => number): Promise<void> {
  const mergedAfter = Math.floor(random() * 12)
  for (const [index, insert] of insertsOf(spans, 10, random).entries()) {
    await insertSpans(store, insert)
    if (index === mergedAfter) await mergeOnce(store)
  }
}

const linesUnder = async (where: string, settings: readonly string[]) => (await selectSessionParts(store, where, settings)).map(lineOf)

const expectedLines = (spans: readonly Span[]) => sessionPartsOf(spans).toSorted(byKey).map(lineOf)

/** As a replay reads, in pages smaller than a user. */
async function allLines(random: () => number): Promise<string[]> {
  const parts: SessionPart[] = []
  const pages = { maxSpansPerPage: 1 + Math.floor(random() * 1000), usersPerCount: 1 + Math.floor(random() * 3) }
  for await (const page of readAllSessionParts(store, pages)) parts.push(...page)
  return parts.map(lineOf)
}

/** As a view of one user reads. */
async function compareRanges(spans: readonly Span[], random: () => number): Promise<void> {
  const parts = sessionPartsOf(spans).toSorted(byKey)
  const dates = [...new Set(parts.map(({ date }) => date))].sort()
  for (const from of shuffled(dates, random).slice(0, isThorough ? 4 : 2)) {
    const to = shuffled(dates, random)[0] ?? from
    for (const userId of ['u0', 'u1', 'u2']) {
      const inRange = parts.filter((part) => part.userId === userId && part.date >= from && part.date <= to)
      expect((await readSessionParts(store, networkId, userId, { from, to })).map(lineOf), `${userId} ${from} to ${to}`).toEqual(inRange.map(lineOf))
    }
  }
}
