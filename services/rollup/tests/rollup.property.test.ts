import { appendTrackingChanges, insertSpans, type LedgerEntry, type Store, verifyUserDays } from '@stitchlog/store'
import { admit, dayTotalsOf, findTimeZone, foldLedger, type Point, type SessionPart, type Span, sessionPartsOf, spanOf } from '@stitchlog/timeline'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTemporaryStore } from '../../../packages/store/tests/temporary-store.ts'
import { type History, historyArbitrary } from '../../../packages/timeline/tests/arbitraries.ts'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { randomFrom, shuffled } from '../../../packages/timeline/tests/seeded-random.ts'
import { runRollup } from '../app.ts'

// Many cases share a run, whose cost is that of the months in which they lie; each has networks of its own.
const casesPerRound = 50

let store: Store
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await openTemporaryStore())
})
afterAll(() => close())

class Killed extends Error {}

test('run at random moments, killed at random points, with late events and erasures in between, it ends equal to what the timeline says', async () => {
  const { numRuns, seed } = propertyParameters()
  const random = randomFrom(seed)
  const histories = fc.sample(historyArbitrary, { numRuns: Math.max(casesPerRound, numRuns / 5), seed })
  let killed = 0
  for (let first = 0; first < histories.length; first += casesPerRound) {
    const cases = histories.slice(first, first + casesPerRound).map((history, index) => caseOf(history, `${first + index}:`))
    const writes: (() => Promise<void>)[] = Object.values(
      Object.groupBy(
        shuffled(
          cases.flatMap(({ spans }) => spans),
          random,
        ),
        () => Math.floor(random() * 4),
      ),
    ).map((spans) => () => insertSpans(store, spans ?? []))
    const erasures = cases.flatMap(({ erasures }) => erasures)
    writes.push(() => appendTrackingChanges(store, erasures))
    for (const write of shuffled(writes, random)) {
      await write()
      while (random() < 0.5) if (!(await rollUpMaybe(random))) killed++
    }
    while (!(await rollUpMaybe(random))) killed++
    const expected = daysOf(sessionPartsOf(cases.flatMap(({ spans, erasures }) => spans.filter((span) => !isErased(span, erasures)))))
    expect(await storedDays(cases.map(({ prefix }) => prefix))).toEqual(expected)
  }
  expect(await verifyUserDays(store, { from: '1969-12-31', to: '2100-01-01', networkId: undefined }, 0, 1)).toEqual([])
  expect(killed).toBeGreaterThan(0)
}, 600_000)

/** False where the run was killed; its writes before stay, the others never come. */
async function rollUpMaybe(random: () => number): Promise<boolean> {
  const killProbability = random() < 0.5 ? 0.05 : 0
  try {
    await runRollup(
      {
        store,
        now: Date.now,
        // Nothing of the histories is ever past it.
        retentionDays: 50_000,
        accessLogRetentionDays: 400,
        // Without the safety of looking back, so that what a run is to see is told by its start alone.
        settings: { maxSpansPerChunk: 200 + Math.floor(random() * 5000), overlapMs: { full: 0, refresh: 0 } },
        reached: () => {
          if (random() < killProbability) throw new Killed()
        },
      },
      random() < 0.2 && killProbability > 0 ? 'refresh' : 'full',
    )
    return killProbability === 0
  } catch (error) {
    if (!(error instanceof Killed)) throw error
    return false
  }
}

interface Case {
  readonly prefix: string
  readonly spans: readonly Span[]
  readonly erasures: readonly LedgerEntry[]
}

/** One history in networks of its own: each point as a span, and the erasures, which may come before or after. */
function caseOf({ events, changes, defaultRetentionMs }: History, prefix: string): Case {
  const ledger = foldLedger(changes.filter(({ change }) => change !== 'erase'))
  const points = events.flatMap(({ timeZone, ...event }): Point[] => {
    const zone = findTimeZone(timeZone)
    const admission = zone && admit({ ...event, zone }, ledger, defaultRetentionMs)
    return admission?.outcome === 'admitted' ? [admission.point] : []
  })
  const spans = points.map((point) => spanOf({ ...point, networkId: prefix + point.networkId }))
  const erasures = changes.filter(({ change }) => change === 'erase')
  return { prefix, spans, erasures: erasures.map((change, index) => ({ ...change, networkId: prefix + change.networkId, changeId: String(index) })) }
}

const isErased = ({ networkId, userId, startedAt }: Span, erasures: readonly LedgerEntry[]) =>
  erasures.some(
    (erasure) =>
      erasure.change === 'erase' &&
      erasure.networkId === networkId &&
      (erasure.userId === undefined || erasure.userId === userId) &&
      startedAt <= erasure.at,
  )

function daysOf(parts: readonly SessionPart[]): string[] {
  const byDay = Map.groupBy(parts, ({ networkId, userId, date }) => JSON.stringify([networkId, userId, date]))
  return [...byDay]
    .map(([key, ofDay]) => {
      const { sessionCount, durationMs, activeDurationMs } = dayTotalsOf(ofDay)
      const ofDevice = (device: string) => dayTotalsOf(ofDay.filter((part) => part.device === device))
      const [mobile, web] = [ofDevice('mobile'), ofDevice('web')]
      const first = Math.min(...ofDay.map(({ startedAt }) => startedAt))
      const last = Math.max(...ofDay.map(({ endedAt }) => endedAt))
      const zones = [...new Set(ofDay.map(({ zone }) => zone.name))].sort()
      const devices = [mobile.sessionCount, mobile.durationMs, web.sessionCount, web.durationMs]
      return `${key} ${JSON.stringify([sessionCount, durationMs, activeDurationMs, ...devices, first, last, zones])}`
    })
    .sort()
}

async function storedDays(prefixes: readonly string[]): Promise<string[]> {
  const result = await store.queries.query({
    query: `
      SELECT network_id, user_id, toString(local_date), session_count, duration_ms, active_duration_ms, mobile_session_count, mobile_duration_ms,
        web_session_count, web_duration_ms, toUnixTimestamp64Milli(first_at), toUnixTimestamp64Milli(last_at), time_zones
      FROM user_days FINAL
      SETTINGS output_format_json_quote_64bit_integers = 0`,
    format: 'JSONCompactEachRow',
  })
  const rows = await result.json<[networkId: string, userId: string, date: string, ...rest: unknown[]]>()
  return rows
    .filter(([networkId]) => prefixes.some((prefix) => networkId.startsWith(prefix)))
    .map(([networkId, userId, date, ...rest]) => `${JSON.stringify([networkId, userId, date])} ${JSON.stringify(rest)}`)
    .sort()
}
