import { cpSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Device } from '@stitchlog/contracts'
import { madeOnce } from '../made-once.ts'
import { daysOfNamed } from './named-people.ts'
import { type PastChange, type Stay, ViewServer } from './view-server.ts'

/** Networks in each state that tracking can be in. */
export const pastChanges: readonly PastChange[] = [
  { networkId: 'acme', change: 'on', at: '2025-11-03T09:12+01:00' },
  { networkId: 'acme', change: 'off', at: '2025-12-19T17:30+01:00' },
  { networkId: 'acme', change: 'on', at: '2026-01-05T08:45+01:00' },
  { networkId: 'busy', change: 'on', at: '2025-11-03T09:12+01:00', timeoutSeconds: { mobile: 60, web: 60 } },
  { networkId: 'crowd', change: 'on', at: '2025-11-03T09:12+01:00' },
  { networkId: 'fresh', change: 'on', at: '2026-11-25T13:03+01:00' },
  { networkId: 'named', change: 'on', at: '2025-11-03T09:12+01:00' },
  { networkId: 'nameless', change: 'on', at: '2025-11-03T09:12+01:00' },
  { networkId: 'was-on', change: 'on', at: '2026-11-02T08:00+01:00' },
  { networkId: 'was-on', change: 'off', at: '2026-11-25T09:00+01:00' },
]

export const strangeIds = {
  arabic: 'محمد الأحمد',
  mixed: 'دعم IT (تونس) 24/7',
  path: 'a/b?c=%2F#d&e',
  long: `${'långtnamn-'.repeat(12)}12345678`,
  emoji: '👩🏽‍💻 José <b>&amp;</b>',
}

const amsterdam = 'Europe/Amsterdam'

/** A service that has people whose days show what days can be like, on two weeks up to `now`. */
export async function startWithPeople(allowedOrigins: readonly string[] = []): Promise<ViewServer> {
  const made = madeOnce('people', fileURLToPath(new URL('make-people.ts', import.meta.url)))
  if (made === undefined) return await fillWithPeople(await ViewServer.start(pastChanges, allowedOrigins))
  const folder = await mkdtemp(join(tmpdir(), 'stitchlog-view-'))
  cpSync(made, folder, { recursive: true })
  return await ViewServer.startIn(folder, [], allowedOrigins)
}

/** Has these people, in a server of these changes. */
export async function fillWithPeople(server: ViewServer): Promise<ViewServer> {
  await server.send('acme', [...annasDays(), ...noorsNights(), ...bensDays(), ...travels(), ...clockChanges(), ...strangers()])
  await server.send('busy', busyDay(), 30_000)
  await server.send('crowd', crowd())
  await server.send('named', daysOfNamed())
  await server.send('nameless', daysOfNamed())
  await server.rollUp()
  return server
}

function stay(user: string, device: Device, date: string, from: string, to: string, timeZone = amsterdam, offset = '+01:00'): Stay {
  return { user, device, timeZone, from: `${date}T${from}${offset}`, to: `${date}T${to}${offset}` }
}

const novemberDates = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, nth) => `2026-11-${String(first + nth).padStart(2, '0')}`)

const isWeekend = (date: string) => [0, 6].includes(new Date(date).getUTCDay())

/** Office days, and today until just now. */
function annasDays(): Stay[] {
  const workdays = novemberDates(12, 24).filter((date) => !isWeekend(date))
  return [
    ...workdays.flatMap((date, nth) => [
      stay('anna', 'mobile', date, `07:${31 + nth}`, `07:${44 + nth}`),
      stay('anna', 'web', date, `08:${48 + nth}`, `12:${10 + nth * 2}`),
      stay('anna', 'mobile', date, '12:32', `12:${40 + nth}`),
      ...(nth % 4 === 3 ? [] : [stay('anna', 'web', date, `13:${10 + nth}`, `16:${20 + nth * 3}`)]),
      stay('anna', 'mobile', date, '15:50', `16:${10 + nth}`),
    ]),
    stay('anna', 'mobile', '2026-11-21', '10:05', '10:25'),
    stay('anna', 'mobile', '2026-11-25', '07:40', '07:52'),
    stay('anna', 'web', '2026-11-25', '08:55', '12:20'),
    stay('anna', 'web', '2026-11-25', '13:05', '14:02'),
  ]
}

function noorsNights(): Stay[] {
  return ['2026-11-17', '2026-11-18', '2026-11-23'].map((date) => {
    const next = `2026-11-${Number(date.slice(8)) + 1}`
    return { user: 'noor', device: 'web', timeZone: amsterdam, from: `${date}T22:50+01:00`, to: `${next}T06:40+01:00` }
  })
}

function bensDays(): Stay[] {
  return novemberDates(16, 24)
    .filter((date) => !isWeekend(date))
    .map((date) => stay('ben', 'web', date, '09:00', '15:30', 'America/New_York', '-05:00'))
}

/** A day that begins in Amsterdam and ends in New York. */
function travels(): Stay[] {
  return [
    stay('tomas', 'mobile', '2026-11-19', '07:00', '08:30'),
    stay('tomas', 'web', '2026-11-19', '16:00', '18:00', 'America/New_York', '-05:00'),
    stay('tomas', 'web', '2026-11-20', '09:00', '17:00', 'America/New_York', '-05:00'),
  ]
}

/** Nights on which clocks go back (25 hours) and forward (23 hours). */
function clockChanges(): Stay[] {
  return [
    { user: 'kim', device: 'web', timeZone: amsterdam, from: '2026-10-25T01:30+02:00', to: '2026-10-25T02:30+01:00' },
    { user: 'kim', device: 'mobile', timeZone: amsterdam, from: '2026-10-25T20:00+01:00', to: '2026-10-25T21:00+01:00' },
    { user: 'kim', device: 'web', timeZone: amsterdam, from: '2026-03-29T01:30+01:00', to: '2026-03-29T04:00+02:00' },
  ]
}

function strangers(): Stay[] {
  return Object.values(strangeIds).map((user) => stay(user, 'web', '2026-11-24', '09:00', '10:00'))
}

/** 500 sessions in one day. */
function busyDay(): Stay[] {
  const start = Date.parse('2026-11-24T00:00+01:00')
  return Array.from({ length: 500 }, (_, nth) => {
    const at = start + nth * 170_000
    return {
      user: 'kiosk',
      device: nth % 2 === 0 ? 'web' : 'mobile',
      timeZone: amsterdam,
      from: new Date(at).toISOString(),
      to: new Date(at + 60_000).toISOString(),
    }
  })
}

/** More users than fit on one page; the later in the alphabet, the shorter active, and the later. */
function crowd(): Stay[] {
  return Array.from({ length: 90 }, (_, nth) => {
    const minutes = String(nth % 60).padStart(2, '0')
    return stay(
      `user-${String(nth).padStart(3, '0')}`,
      'web',
      nth < 60 ? '2026-11-23' : '2026-11-24',
      `09:${minutes}`,
      nth < 60 ? '11:30' : `10:${minutes}`,
    )
  })
}
