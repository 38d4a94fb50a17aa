import { describe, expect, test } from 'vitest'
import { localDayAt } from './local-day.ts'
import { findTimeZone } from './time-zone.ts'

const hourMs = 3_600_000
const dayMs = 86_400_000

/** The day at an instant, with instants as ISO 8601 and the length in hours. */
function dayAt(name: string, instant: string | number) {
  const zone = findTimeZone(name)
  if (zone === undefined) throw new Error(`${name} is no zone`)
  const { date, startsAt, endsAt } = localDayAt(zone, typeof instant === 'string' ? Date.parse(instant) : instant)
  return { date, startsAt, endsAt, hours: (endsAt - startsAt) / hourMs }
}

describe('each of these days starts and ends at these instants', () => {
  test.each([
    ['an ordinary day', 'Europe/Berlin', '2026-11-25', '2026-11-25T00:00:00+01:00', 24],
    ['clocks go forward at night', 'Europe/Berlin', '2026-03-29', '2026-03-29T00:00:00+01:00', 23],
    ['clocks go back at night', 'Europe/Berlin', '2026-10-25', '2026-10-25T00:00:00+02:00', 25],
    ['clocks go forward', 'America/New_York', '2026-03-08', '2026-03-08T00:00:00-05:00', 23],
    ['clocks go back', 'America/New_York', '2026-11-01', '2026-11-01T00:00:00-04:00', 25],
    ['by half an hour forward', 'Australia/Lord_Howe', '2026-10-04', '2026-10-04T00:00:00+10:30', 23.5],
    ['by half an hour back', 'Australia/Lord_Howe', '2026-04-05', '2026-04-05T00:00:00+11:00', 24.5],
    ['by two hours', 'Antarctica/Troll', '2026-03-29', '2026-03-29T00:00:00+00:00', 22],
    ['at a quarter to the hour', 'Pacific/Chatham', '2026-04-05', '2026-04-05T00:00:00+13:45', 25],
    ['half an hour up to midnight', 'Asia/Pyongyang', '2018-05-04', '2018-05-04T00:00:00+08:30', 23.5],
    ['and the day that this began', 'Asia/Pyongyang', '2018-05-05', '2018-05-05T00:00:00+09:00', 24],

    ['midnight is skipped', 'Asia/Beirut', '2026-03-29', '2026-03-29T01:00:00+03:00', 23],
    ['midnight is skipped', 'Africa/Cairo', '2026-04-24', '2026-04-24T01:00:00+03:00', 23],
    ['midnight is skipped', 'America/Havana', '2026-03-08', '2026-03-08T01:00:00-04:00', 23],
    ['midnight is skipped', 'America/Santiago', '2026-09-06', '2026-09-06T01:00:00-03:00', 23],
    ['midnight is skipped', 'America/Sao_Paulo', '2018-11-04', '2018-11-04T01:00:00-02:00', 23],
    ['a quarter of an hour after midnight is skipped', 'Asia/Kathmandu', '1986-01-01', '1986-01-01T00:15:00+05:45', 23.75],

    ['midnight is never shown before clocks go back from it', 'Asia/Beirut', '2026-10-24', '2026-10-24T00:00:00+03:00', 25],
    ['so the next day starts at the only midnight', 'Asia/Beirut', '2026-10-25', '2026-10-25T00:00:00+02:00', 24],
    ['clocks go back from midnight', 'Africa/Cairo', '2026-10-29', '2026-10-29T00:00:00+03:00', 25],
    ['clocks go back from midnight', 'America/Santiago', '2026-04-04', '2026-04-04T00:00:00-03:00', 25],
    ['midnight comes twice: the first one counts', 'America/Havana', '2026-11-01', '2026-11-01T00:00:00-04:00', 25],
    ['clocks go back over midnight: the day before is over', 'America/St_Johns', '2010-11-06', '2010-11-06T00:00:00-02:30', 24],
    ['and the day starts at its first midnight', 'America/St_Johns', '2010-11-07', '2010-11-07T00:00:00-02:30', 25],

    ['the day before a skipped date', 'Pacific/Apia', '2011-12-29', '2011-12-29T00:00:00-10:00', 24],
    ['the day after a skipped date', 'Pacific/Apia', '2011-12-31', '2011-12-31T00:00:00+14:00', 24],
    ['the day before a skipped date', 'Pacific/Kwajalein', '1993-08-20', '1993-08-20T00:00:00-12:00', 24],
    ['the day after a skipped date', 'Pacific/Kwajalein', '1993-08-22', '1993-08-22T00:00:00+12:00', 24],
    ['the day after a skipped date', 'Pacific/Kiritimati', '1995-01-01', '1995-01-01T00:00:00+14:00', 24],

    ['clocks go back by seven hours from midnight', 'Antarctica/Vostok', '1994-01-31', '1994-01-31T00:00:00+07:00', 31],
    ['and the day after', 'Antarctica/Vostok', '1994-02-01', '1994-02-01T00:00:00+00:00', 24],
    ['clocks go forward by seven hours at midnight', 'Antarctica/Vostok', '1994-11-01', '1994-11-01T07:00:00+07:00', 17],

    ['the last day at 44 min 30 s behind', 'Africa/Monrovia', '1972-01-06', '1972-01-06T00:44:30Z', 24],
    ['44 min 30 s are skipped', 'Africa/Monrovia', '1972-01-07', '1972-01-07T00:44:30Z', 24 - 44.5 / 60],

    ['an offset', '+05:30', '2026-10-25', '2026-10-25T00:00:00+05:30', 24],
    ['nearly a day ahead', '+23:59', '2026-10-25', '2026-10-24T00:01:00Z', 24],
    ['nearly a day behind', '-23:59', '2026-10-25', '2026-10-25T23:59:00Z', 24],
    ['UTC', 'Etc/UTC', '2024-02-29', '2024-02-29T00:00:00Z', 24],
    ['the last of all', 'Etc/UTC', '2099-12-31', '2099-12-31T00:00:00Z', 24],
    ['beyond the last', 'Pacific/Kiritimati', '2100-01-01', '2100-01-01T00:00:00+14:00', 24],
    ['before the first', 'America/New_York', '1969-12-31', '1969-12-31T00:00:00-05:00', 24],
  ])('%s: %s %s', (_, name, date, start, hours) => {
    const startsAt = Date.parse(start)
    const day = { date, startsAt, endsAt: Math.round(startsAt + hours * hourMs), hours }
    expect(dayAt(name, startsAt)).toEqual(day)
    expect(dayAt(name, day.endsAt - 1)).toEqual(day)
    expect(dayAt(name, startsAt - 1).endsAt).toBe(startsAt)
    expect(dayAt(name, day.endsAt).startsAt).toBe(day.endsAt)
  })
})

test('what clocks show as the evening before, after they went back over midnight, belongs to the day that had begun', () => {
  // 23:01 to 23:59 of the 6th for the second time.
  expect(dayAt('America/St_Johns', '2010-11-06T23:01:00-03:30').date).toBe('2010-11-07')
  expect(dayAt('America/St_Johns', '2010-11-06T23:59:59.999-03:30').date).toBe('2010-11-07')
  // The same for the first time.
  expect(dayAt('America/St_Johns', '2010-11-06T23:59:59.999-02:30').date).toBe('2010-11-06')
})

test('no instant is on a date that the zone skipped', () => {
  expect(dayAt('Pacific/Apia', '2011-12-30T09:59:59.999Z').date).toBe('2011-12-29')
  expect(dayAt('Pacific/Apia', '2011-12-30T10:00:00.000Z').date).toBe('2011-12-31')
})

test('the first instant of 1970 is on the last day of 1969 west of Greenwich', () => {
  expect(dayAt('America/New_York', 0).date).toBe('1969-12-31')
  expect(dayAt('Etc/UTC', 0).date).toBe('1970-01-01')
  expect(dayAt('Europe/London', 0).date).toBe('1970-01-01')
})

test('the number of a day counts dates, skipped ones too', () => {
  const zone = findTimeZone('Pacific/Apia')
  if (zone === undefined) expect.fail('no zone')
  const numberAt = (instant: string) => localDayAt(zone, Date.parse(instant)).dayNumber
  expect(numberAt('2011-12-29T12:00:00-10:00')).toBe(Date.parse('2011-12-29') / dayMs)
  expect(numberAt('2011-12-31T12:00:00+14:00')).toBe(Date.parse('2011-12-31') / dayMs)
  expect(localDayAt(zone, 0).dayNumber).toBe(-1)
})

test('days follow each other without gap or overlap', () => {
  const spans: [string, string, string][] = [
    ['Europe/Berlin', '1970-01-01', '1999-12-31'],
    ['America/St_Johns', '2005-01-01', '2012-12-31'],
    ['Pacific/Apia', '2009-01-01', '2013-12-31'],
    ['Antarctica/Casey', '2009-01-01', '2023-12-31'],
    ['Africa/Casablanca', '2005-01-01', '2040-12-31'],
  ]
  for (const [name, from, to] of spans) {
    let last = dayAt(name, from)
    while (last.date < to) {
      const next = dayAt(name, last.endsAt)
      if (next.startsAt !== last.endsAt || next.date <= last.date) expect.fail(`${name}: ${last.date} is followed by ${next.date}`)
      last = next
    }
  }
})
