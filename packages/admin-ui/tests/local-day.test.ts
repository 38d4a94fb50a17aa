import { findTimeZone, localDayAt } from '@stitchlog/timeline'
import { expect, test } from 'vitest'
import { localDayOf } from '../src/format/local-day.ts'

const dayMs = 86_400_000
const zones = [
  'Europe/Amsterdam',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'America/Havana',
  'Africa/Casablanca',
  'America/Santiago',
  'Etc/UTC',
]

test.each(zones)('each day of some years in %s has the bounds that the service gives it, and a mark for each of its hours', (name) => {
  const zone = findTimeZone(name)
  if (zone === undefined) throw new Error(`unknown: ${name}`)
  const until = Date.parse('2027-01-01')
  for (let instant = Date.parse('2025-01-01'), steps = 0; instant < until && steps < 1000; steps++) {
    const { date, startsAt, endsAt } = localDayAt(zone, instant)
    const found = localDayOf(date, name)
    expect([date, found?.startsAt, found?.endsAt]).toEqual([date, startsAt, endsAt])
    const hours = (endsAt - startsAt) / 3_600_000
    // Where clocks skip midnight, the day is shorter, and nothing changes within it.
    if (found?.clockChange !== undefined) expect(hours).not.toBe(24)
    expect(found?.marks.length).toBeGreaterThanOrEqual(Math.floor(hours))
    expect([found?.marks.at(-1), found?.marks.every(({ at }, nth, marks) => at >= (marks[nth - 1]?.at ?? 0))]).toEqual([{ at: 1, hour: 24 }, true])
    instant = endsAt + dayMs / 4
  }
})

test.each([
  ['Pacific/Apia', '2011-12-29'],
  ['Pacific/Apia', '2011-12-31'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Havana', '2025-11-02'],
  ['Asia/Gaza', '2011-04-01'],
])('where clocks skip or repeat midnight: %s, %s', (name, date) => {
  const zone = findTimeZone(name)
  const found = localDayOf(date, name)
  if (zone === undefined || found === undefined) throw new Error(`unknown: ${name}`)
  expect(localDayAt(zone, found.startsAt)).toMatchObject({ date, startsAt: found.startsAt })
})
