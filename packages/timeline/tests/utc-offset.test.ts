import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { localDayAt } from '../src/local-day.ts'
import { findTimeZone, type TimeZone } from '../src/time-zone.ts'
import { offsetPieces, utcOffsetMs } from '../src/utc-offset.ts'

const hourMs = 3_600_000
const minuteMs = 60_000
const dayMs = 86_400_000

function zoneOf(name: string): TimeZone {
  const zone = findTimeZone(name)
  if (zone === undefined) throw new Error(`${name} is no zone`)
  return zone
}

/** Zone, instant of a change of its clocks, minutes ahead of UTC before and after it. */
const clockChanges: [string, string, number, number][] = [
  ['Europe/Berlin', '2026-03-29T01:00:00Z', 60, 120],
  ['Europe/Berlin', '2026-10-25T01:00:00Z', 120, 60],
  ['America/New_York', '2026-03-08T07:00:00Z', -300, -240],
  ['America/New_York', '2026-11-01T06:00:00Z', -240, -300],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', 660, 630],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', 630, 660],
  ['Antarctica/Troll', '2026-03-29T01:00:00Z', 0, 120],
  ['Antarctica/Vostok', '1994-01-31T17:00:00Z', 420, 0],
  ['Antarctica/Vostok', '1994-11-01T00:00:00Z', 0, 420],
  ['Pacific/Apia', '2011-12-30T10:00:00Z', -600, 840],
  ['Pacific/Chatham', '2026-04-04T14:00:00Z', 825, 765],
  ['Asia/Kathmandu', '1985-12-31T18:30:00Z', 330, 345],
  ['America/St_Johns', '2010-11-07T02:31:00Z', -150, -210],
  // Brazil tried it for a week.
  ['America/Boa_Vista', '2000-10-08T04:00:00Z', -240, -180],
  ['America/Boa_Vista', '2000-10-15T03:00:00Z', -180, -240],
  ['Europe/London', '1971-10-31T02:00:00Z', 60, 0],
  // Offsets with seconds. The day before the change begins with unchanged clocks.
  ['Africa/Monrovia', '1972-01-07T00:44:30Z', -44.5, 0],
]

test.each(clockChanges)('clocks in %s change at %s, to the millisecond', (name, change, before, after) => {
  const zone = zoneOf(name)
  const at = Date.parse(change)
  for (const instant of [at - dayMs, at - hourMs, at - 1]) expect(utcOffsetMs(zone, instant)).toBe(before * minuteMs)
  for (const instant of [at, at + 1, at + hourMs, at + dayMs]) expect(utcOffsetMs(zone, instant)).toBe(after * minuteMs)
})

test('Liberia kept its offset with seconds until the change, midnights of UTC included', () => {
  const zone = zoneOf('Africa/Monrovia')
  for (let instant = 0; instant < Date.parse('1972-01-07T00:44:30Z'); instant += hourMs) expect(utcOffsetMs(zone, instant)).toBe(-44.5 * minuteMs)
})

test('an offset never changes its own', () => {
  expect(utcOffsetMs(zoneOf('+23:59'), 0)).toBe(1439 * minuteMs)
  expect(utcOffsetMs(zoneOf('-03:30'), 4_102_444_799_999)).toBe(-210 * minuteMs)
})

test('Etc/GMT+8 is behind UTC', () => {
  expect(utcOffsetMs(zoneOf('Etc/GMT+8'), 0)).toBe(-8 * hourMs)
})

describe('pieces', () => {
  test('cover the whole stretch asked for, the first from its begin or before', () => {
    const from = Date.parse('2026-01-01T00:00:00Z')
    const pieces = offsetPieces(zoneOf('Europe/Berlin'), from, Date.parse('2026-12-31T00:00:00Z'))
    expect(pieces[0]?.startsAt).toBeLessThanOrEqual(from)
    const changes = pieces.filter(({ offsetMs }, index) => index > 0 && offsetMs !== pieces[index - 1]?.offsetMs)
    expect(changes).toEqual([
      { startsAt: Date.parse('2026-03-29T01:00:00Z'), offsetMs: 2 * hourMs },
      { startsAt: Date.parse('2026-10-25T01:00:00Z'), offsetMs: hourMs },
    ])
  })

  test('of a mere offset are one', () => {
    expect(offsetPieces(zoneOf('+05:30'), 1000, 2000)).toEqual([{ startsAt: 1000, offsetMs: 330 * minuteMs }])
  })
})

describe('whatever the zone of the process', () => {
  // Around the clock changes of the tested zone, and around those of the process's own zone.
  const ofProcesses = ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z', '2011-12-30T10:00:00Z', '1972-01-07T00:44:30Z']
  const moments = clockChanges.flatMap(([name, change]) =>
    [change, ...ofProcesses].flatMap((text) =>
      [-dayMs, -hourMs, -1, 0, 1, hourMs, dayMs].map((distance) => ({ name, instant: Date.parse(text) + distance })),
    ),
  )
  const here = moments.map(({ name, instant }) => [utcOffsetMs(zoneOf(name), instant), localDayAt(zoneOf(name), instant).startsAt])

  const urlOf = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)
  const program = `
    import { text } from 'node:stream/consumers'
    import { findTimeZone } from ${urlOf('../src/time-zone.ts')}
    import { localDayAt } from ${urlOf('../src/local-day.ts')}
    import { utcOffsetMs } from ${urlOf('../src/utc-offset.ts')}
    const moments = JSON.parse(await text(process.stdin))
    const answers = moments.map(({ name, instant }) => [utcOffsetMs(findTimeZone(name), instant), localDayAt(findTimeZone(name), instant).startsAt])
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    console.log(JSON.stringify({ zone, answers }))
  `

  test.each(['UTC', 'America/New_York', 'Pacific/Apia', 'Africa/Monrovia'])('%s: offsets and days are the same', (zone) => {
    const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      input: JSON.stringify(moments),
      encoding: 'utf8',
      env: { ...process.env, TZ: zone },
    })
    expect(child.stderr).toBe('')
    expect(JSON.parse(child.stdout)).toEqual({ zone, answers: here })
  })
})
