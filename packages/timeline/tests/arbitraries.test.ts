import { dropReasons } from '@stitchlog/contracts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findTimeZone } from '../src/time-zone.ts'
import { historyArbitrary } from './arbitraries.ts'
import { naiveDayAt } from './naive-local-day.ts'
import { naiveTimeline } from './naive-model.ts'
import { zoneSpellings } from './scenes.ts'

// If the generator's events were all dropped, every property would hold trivially. The bounds are about half of the generator's actual shares.
describe('what random histories hold', () => {
  const histories = fc.sample(historyArbitrary, { numRuns: 500, seed: 20_261_125 }).map((history) => ({
    ...history,
    ...naiveTimeline(history.events, history.changes, history.defaultRetentionMs),
  }))
  const events = histories.flatMap((history) => history.events)
  const sessions = histories.flatMap((history) => history.sessions)
  const parts = histories.flatMap((history) => history.parts)
  const days = histories.flatMap((history) => history.days)
  const points = sessions.flatMap((session) => session.points.map((at) => ({ ...session, at })))

  test('more than half of the events are admitted', () => {
    const accepted = histories.reduce((sum, history) => sum + history.accepted, 0)
    expect(accepted / events.length).toBeGreaterThan(0.5)
  })

  test.each(dropReasons.filter((reason) => reason !== 'malformed'))('some events are dropped as %s', (reason) => {
    expect(histories.reduce((sum, history) => sum + history.dropped[reason], 0)).toBeGreaterThan(80)
  })

  test('a third of the sessions have several points', () => {
    expect(sessions.filter((session) => session.points.length > 1).length / sessions.length).toBeGreaterThan(1 / 3)
  })

  test('one session in twelve is cut at midnight', () => {
    expect(parts.filter((part) => part.continuesOnNextDay).length / sessions.length).toBeGreaterThan(1 / 12)
  })

  test('days are cut that are not 24 hours long', () => {
    const ofOddDays = parts.filter(({ continuesOnNextDay, timeZone, startedAt }) => {
      const day = naiveDayAt(timeZone, startedAt)
      return continuesOnNextDay && day.endsAt - day.startsAt !== 24 * 3_600_000
    })
    expect(ofOddDays.length).toBeGreaterThan(40)
  })

  test.each([
    ['exactly the timeout', 0],
    ['a millisecond less', -1],
  ])('many gaps inside sessions are %s', (_, plus) => {
    const gaps = sessions.flatMap((session) => session.points.slice(1).map((at, index) => at - (session.points[index] ?? at) - session.timeoutMs))
    expect(gaps.filter((gap) => gap === plus).length).toBeGreaterThan(50)
  })

  test('many sessions begin a millisecond too late to go on with another', () => {
    const keyOf = ({ networkId, userId, device, timeZone, periodStart }: (typeof sessions)[number], at: number) =>
      JSON.stringify([networkId, userId, device, timeZone, periodStart, at])
    const count = histories.reduce((sum, history) => {
      const starts = new Set(history.sessions.map((session) => keyOf(session, session.points[0] ?? 0)))
      return sum + history.sessions.filter((session) => starts.has(keyOf(session, (session.points.at(-1) ?? 0) + session.timeoutMs + 1))).length
    }, 0)
    expect(count).toBeGreaterThan(50)
  })

  test.each([-1, 0, 1])('many points are %i ms from where a day starts', (distance) => {
    expect(points.filter(({ timeZone, at }) => naiveDayAt(timeZone, at - distance).startsAt === at - distance).length).toBeGreaterThan(60)
  })

  test('on many days devices or zones overlap', () => {
    expect(days.filter((day) => day.activeDurationMs < day.durationMs).length).toBeGreaterThan(50)
  })

  test('many points of one user lie in different tracking periods', () => {
    const count = histories.filter((history) => {
      const starts = new Map<string, Set<number>>()
      for (const { networkId, userId, periodStart } of history.sessions) {
        const key = JSON.stringify([networkId, userId])
        starts.set(key, (starts.get(key) ?? new Set()).add(periodStart))
      }
      return [...starts.values()].some((ofUser) => ofUser.size > 1)
    }).length
    expect(count).toBeGreaterThan(50)
  })

  test('many events come twice', () => {
    expect(histories.filter(({ events }) => new Set(events.map((event) => JSON.stringify(event))).size < events.length).length).toBeGreaterThan(50)
  })

  test('clocks are fast by up to 60 s and more', () => {
    const leads = new Set(events.map((event) => event.occurredAt - event.receivedAt))
    expect([...leads]).toEqual(expect.arrayContaining([59_999, 60_000, 60_001]))
  })

  test('every zone has sessions', () => {
    expect(new Set(sessions.map((session) => session.timeZone))).toEqual(new Set(Object.values(zoneSpellings)))
  })
})

test.each(Object.entries(zoneSpellings))('%s counts as %s', (text, name) => {
  expect(findTimeZone(text)?.name).toBe(name)
})
