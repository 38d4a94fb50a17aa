import { describe, expect, test } from 'vitest'
import { findTimeZone } from './time-zone.ts'
import { mainTimeZoneNames, timeZoneLinks } from './time-zone-names.generated.ts'

const nameOf = (text: string) => findTimeZone(text)?.name

function isKnownToIntl(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

describe('the table of names', () => {
  test('the runtime knows every main name, and each is found under itself', () => {
    expect(mainTimeZoneNames.filter((name) => !isKnownToIntl(name))).toEqual([])
    expect(mainTimeZoneNames.filter((name) => nameOf(name) !== name)).toEqual([])
  })

  test('a link points to a main name', () => {
    const main = new Set(mainTimeZoneNames)
    const links = timeZoneLinks.map((link) => link.split(' '))
    expect(links.filter(([name = '', target = '']) => !main.has(target) || nameOf(name) !== target)).toEqual([])
  })

  test('no name stands there twice, whatever its case', () => {
    const names = [...mainTimeZoneNames, ...timeZoneLinks.map((link) => link.split(' ')[0] ?? '')].map((name) => name.toLowerCase())
    expect(new Set(names).size).toBe(names.length)
  })
})

test.each([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['US/Eastern', 'America/New_York'],
  ['Asia/Rangoon', 'Asia/Yangon'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Pacific/Enderbury', 'Pacific/Kanton'],
  ['Australia/ACT', 'Australia/Sydney'],
  ['Japan', 'Asia/Tokyo'],
  ['GB-Eire', 'Europe/London'],
])('%s is a link and counts as %s', (link, main) => {
  expect(nameOf(link)).toBe(main)
})

test.each([
  'Europe/Stockholm',
  'Europe/Amsterdam',
  'Europe/Brussels',
  'Europe/Berlin',
  'Asia/Kuwait',
  'Africa/Accra',
  'Antarctica/McMurdo',
  'Atlantic/Reykjavik',
  'Asia/Kolkata',
])('%s stays, since zone.tab lists it', (name) => {
  expect(nameOf(name)).toBe(name)
})

test.each(['UTC', 'utc', 'UCT', 'Zulu', 'Universal', 'Etc/UTC', 'Etc/UCT', 'Etc/Zulu', 'Etc/Universal'])('%s is Etc/UTC', (text) => {
  expect(nameOf(text)).toBe('Etc/UTC')
})

test.each(['GMT', 'gmt', 'GMT0', 'GMT+0', 'GMT-0', 'Greenwich', 'Etc/GMT', 'Etc/GMT0', 'Etc/GMT+0', 'Etc/GMT-0', 'Etc/Greenwich'])(
  '%s is Etc/GMT, which is not Etc/UTC',
  (text) => {
    expect(nameOf(text)).toBe('Etc/GMT')
  },
)

test.each([
  ['europe/berlin', 'Europe/Berlin'],
  ['EUROPE/BERLIN', 'Europe/Berlin'],
  ['aSIA/cALCUTTA', 'Asia/Kolkata'],
  ['america/port-au-prince', 'America/Port-au-Prince'],
  ['ETC/gmt+8', 'Etc/GMT+8'],
  ['us/eastern', 'America/New_York'],
])('%s is %s: the case of ASCII letters does not matter', (text, name) => {
  expect(nameOf(text)).toBe(name)
})

describe('offsets', () => {
  test.each([
    ['+05:30', '+05:30', 330],
    ['-03:30', '-03:30', -210],
    ['+00:00', '+00:00', 0],
    ['-00:00', '+00:00', 0],
    ['-00:01', '-00:01', -1],
    ['+14:00', '+14:00', 840],
    ['+23:59', '+23:59', 1439],
    ['-23:59', '-23:59', -1439],
  ])('%s is the zone %s', (text, name, minutes) => {
    expect(findTimeZone(text)).toEqual({ name, fixedOffsetMs: minutes * 60_000 })
  })

  test('zero has no sign in numbers either', () => {
    expect(Object.is(findTimeZone('-00:00')?.fixedOffsetMs, 0)).toBe(true)
  })

  test('an offset is not the place that has it', () => {
    expect(nameOf('+00:00')).not.toBe(nameOf('UTC'))
  })
})

test.each([
  // Intl accepts these, but IANA does not list them.
  'PST',
  'IST',
  'CST',
  'ECT',
  'SystemV/PST8',
  'US/Pacific-New',
  'Etc/Unknown',
  // IANA's word for a computer without a zone.
  'Factory',
  '',
  ' ',
  ' Europe/Berlin',
  'Europe/Berlin ',
  'Europe/Berlin\n',
  'Europe/ Berlin',
  'Europe\\Berlin',
  'Europe',
  'Europe/',
  '/Europe/Berlin',
  'posix/Europe/Berlin',
  'Europe/Berlin Asia/Tokyo',
  'Asia/Calcutta Asia/Kolkata',
  '+24:00',
  '+05:60',
  '+0530',
  '+05',
  '+5:30',
  '05:30',
  '+05:30:00',
  '+05:30 ',
  '+05:30\n',
  ' +05:30',
  '\u221205:30',
  '+\u0660\u0665:\u0663\u0660',
  'UTC+05:30',
  'GMT+5',
  'Etc/GMT+13',
  'Z',
  // Only ASCII letters have an ASCII case: not the Kelvin sign, dotted and dotless i, long s, full width.
  '\u212Awajalein',
  'Asia/\u212Aolkata',
  'Europe/\u0130stanbul',
  'Europe/\u0131stanbul',
  'Europe/Pari\u017F',
  '\uFF35\uFF34\uFF23',
  'Europe/Berlin\0',
  'constructor',
  '__proto__',
  'toString',
])('%j names no zone', (text) => {
  expect(findTimeZone(text)).toBeUndefined()
})

test('all ways to write a zone give one object', () => {
  const zone = findTimeZone('Asia/Kolkata')
  expect(findTimeZone('asia/calcutta')).toBe(zone)
  expect(findTimeZone('+00:00')).toBe(findTimeZone('-00:00'))
  expect(findTimeZone('+05:30')).not.toBe(zone)
})

test('a zone stays one object however many spellings come', () => {
  const letters = [...'america/argentina/buenos_aires']
  const zone = findTimeZone('America/Argentina/Buenos_Aires')
  const offset = findTimeZone('+05:30')
  for (let bits = 0; bits < 2 ** 14; bits++) {
    const text = letters.map((letter, index) => (index < 14 && (bits & (1 << index)) !== 0 ? letter.toUpperCase() : letter)).join('')
    if (findTimeZone(text) !== zone) expect.fail(`${text} became another zone`)
  }
  expect(findTimeZone('America/Argentina/Buenos_Aires')).toBe(zone)
  expect(findTimeZone('+05:30')).toBe(offset)
})
