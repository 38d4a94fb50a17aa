import { stitcherSettingsSchema } from '@stitchlog/contracts'
import { runStitcher, wholeLedger } from '@stitchlog/stitcher'
import { appendTrackingChanges, insertSpans, readNetworkChanges, readSessionParts } from '@stitchlog/store'
import { dayTotalsOf, findTimeZone, foldLedger, type SessionPart, type Span, sessionPartsOf, spanOf, utcOffsetMs } from '@stitchlog/timeline'
import { describe, expect, test } from 'vitest'
import { openTemporaryStore } from '../../../packages/store/tests/temporary-store.ts'
import { bringSampleUpToDate } from '../bring-sample-up-to-date.ts'
import { sampleNetworkId, sampleSource } from '../sample-network.ts'
import { idleSampleUserId, isSick, isWeekend, samplePeople } from '../sample-people.ts'

const dayMs = 86_400_000
const minuteMs = 60_000
/** Starts all over a year, at all times of day, clock changes included. */
const starts = Array.from({ length: 40 }, (_, nth) => Date.parse('2026-01-05T00:00Z') + Math.round(nth * 9.37 * dayMs))

async function partsAt(now: number): Promise<SessionPart[]> {
  const spans: Span[] = []
  await runStitcher(sampleSource(now), {
    ledger: wholeLedger(foldLedger([{ networkId: sampleNetworkId, change: 'on', at: 0 }])),
    insertSpans: async (flushed) => {
      for (const span of flushed) spans.push(structuredClone(span))
    },
    rejects: { add: () => expect.unreachable('every record is an event'), flush: async () => {} },
    settings: stitcherSettingsSchema.parse({}),
    now: () => now,
  })
  return sessionPartsOf(spans)
}

const allParts = Promise.all(starts.map(partsAt))

const dateOf = (date: string) => Date.parse(date) / dayMs
const minuteOfDay = ({ zone, startedAt }: SessionPart) => ((startedAt + utcOffsetMs(zone, startedAt)) % dayMs) / minuteMs

/** The working days of somebody in the two weeks before a start, today's aside, with their parts in order. */
function workingDays(parts: readonly SessionPart[], userId: string, now: number): SessionPart[][] {
  const days = Map.groupBy(
    parts.filter((part) => part.userId === userId),
    ({ date }) => date,
  )
  return [...days]
    .filter(([date]) => !isWeekend(dateOf(date)) && !isSick(userId, dateOf(date)) && dateOf(date) < Math.floor(now / dayMs) - 1)
    .map(([, ofDay]) => ofDay.toSorted((a, b) => a.startedAt - b.startedAt))
}

const officeWorkers = ['anna', 'ben', 'chitra', 'tomas']

describe('the sample network looks like people', () => {
  test.each(officeWorkers)('%s starts, works and takes breaks differently every day', async (userId) => {
    for (const [nth, parts] of (await allParts).entries()) {
      const days = workingDays(parts, userId, starts[nth] ?? 0)
      expect(days.length).toBeGreaterThanOrEqual(5)
      const distinct = <T>(values: readonly T[]) => new Set(values).size
      const totals = days.map((day) => dayTotalsOf(day).durationMs / minuteMs)
      expect(distinct(totals)).toBe(days.length)
      expect(Math.max(...totals) - Math.min(...totals)).toBeGreaterThan(45)
      expect(distinct(days.map((day) => JSON.stringify(day.map(minuteOfDay).map(Math.round))))).toBe(days.length)
      expect(distinct(days.map((day) => day.length))).toBeGreaterThanOrEqual(3)
      const beginnings = days.map((day) => minuteOfDay(day.find(({ device }) => device === 'web') ?? expect.unreachable()))
      expect(Math.max(...beginnings) - Math.min(...beginnings)).toBeGreaterThan(20)
    }
  })

  test('days are as long as days are', async () => {
    for (const [nth, parts] of (await allParts).entries()) {
      for (const userId of officeWorkers) {
        for (const day of workingDays(parts, userId, starts[nth] ?? 0)) {
          const { activeDurationMs, sessionCount } = dayTotalsOf(day)
          expect(activeDurationMs / 3_600_000).toBeGreaterThan(1.5)
          expect(activeDurationMs / 3_600_000).toBeLessThan(12)
          expect(sessionCount).toBeLessThanOrEqual(13)
        }
      }
    }
  })

  test('weekends are mostly quiet, and not always', async () => {
    const weekends = (await allParts).flatMap((parts, nth) =>
      officeWorkers.flatMap((userId) =>
        Array.from({ length: 14 }, (_, daysAgo) => Math.floor((starts[nth] ?? 0) / dayMs) - 1 - daysAgo)
          .filter(isWeekend)
          .map((date) => dayTotalsOf(parts.filter((part) => part.userId === userId && dateOf(part.date) === date))),
      ),
    )
    const active = weekends.filter(({ sessionCount }) => sessionCount > 0)
    expect(active.length / weekends.length).toBeLessThan(0.5)
    expect(active.length / weekends.length).toBeGreaterThan(0.1)
    for (const { durationMs } of active) expect(durationMs).toBeLessThan(2 * 3_600_000)
  })

  test('people are ill now and then, for one to three days', () => {
    const year = Array.from({ length: 365 }, (_, day) => 20_500 + day)
    for (const { userId } of samplePeople) {
      const count = year.filter((date) => isSick(userId, date)).length
      expect(count).toBeGreaterThan(2)
      expect(count).toBeLessThan(30)
    }
  })

  test('one works at night, one travels, and one is never active', async () => {
    for (const [nth, parts] of (await allParts).entries()) {
      const of = (userId: string) => parts.filter((part) => part.userId === userId)
      const nights = of('noor').filter(({ device, continuesOnNextDay }) => device === 'web' && continuesOnNextDay)
      expect(nights.length).toBeGreaterThanOrEqual(4)
      expect(new Set(nights.map(minuteOfDay)).size).toBe(nights.length)
      expect(new Set(of('tomas').map(({ zone }) => zone.name))).toEqual(new Set(['America/New_York', 'Europe/Amsterdam']))
      expect(of(idleSampleUserId)).toEqual([])
      expect(Math.max(...parts.map(({ endedAt }) => endedAt))).toBeLessThanOrEqual(starts[nth] ?? 0)
    }
  })
})

test('the same dates look the same at every start: what is there only grows', async () => {
  const heartbeats = async (now: number) => {
    const lines: string[] = []
    for await (const { records } of sampleSource(now).batches()) lines.push(...Array.from(records, ({ value }) => value.toString()))
    return lines
  }
  const now = Date.parse('2026-10-25T13:37Z')
  const first = await heartbeats(now)
  for (const laterMs of [0, 1, 20 * minuteMs, dayMs, 3.3 * dayMs]) {
    const later = new Set(await heartbeats(now + laterMs))
    // The days that have moved out of the window are stored already.
    const window = (Math.floor((now + laterMs) / dayMs) - 15) * dayMs + 1.5 * dayMs
    const missing = first.filter((line) => !later.has(line) && JSON.parse(line).occurredAt >= window)
    expect(missing).toEqual([])
  }
})

test('zones have their names', () => {
  for (const { day } of samplePeople) expect(findTimeZone(day(20_500).timeZone)).toBeDefined()
})

test('the sample of an earlier version, whose days would show through, is taken away first', async () => {
  const { store, close } = await openTemporaryStore()
  const now = Date.parse('2026-11-25T18:00Z')
  const zone = findTimeZone('Europe/Amsterdam') ?? expect.unreachable()
  const at = now - 3 * dayMs
  await appendTrackingChanges(store, [{ networkId: sampleNetworkId, change: 'on', at: now - 16 * dayMs, changeId: 'sample' }])
  await insertSpans(store, [spanOf({ networkId: sampleNetworkId, userId: 'old', device: 'web', zone, periodStart: 0, timeoutMs: 60_000, at })])
  const shown = async (userId: string) => (await readSessionParts(store, sampleNetworkId, userId, { from: '2026-11-01', to: '2026-11-30' })).length
  for (let start = 0; start < 2; start++) {
    await bringSampleUpToDate(store, now)
    expect(await shown('old')).toBe(0)
    expect(await shown('anna')).toBeGreaterThan(20)
    expect(await readNetworkChanges(store, sampleNetworkId)).toHaveLength(1)
  }
  await close()
})
