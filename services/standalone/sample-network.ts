import { type Device, lastInstant } from '@stitchlog/contracts'
import type { BatchSource, SourceRecord } from '@stitchlog/event-stream'
import { findTimeZone, localDayAt, type TimeZone, utcOffsetMs } from '@stitchlog/timeline'

export const sampleNetworkId = 'sample'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** How far back the sample reaches, today included. */
export const sampleDays = 15

/** Minutes of a local day in which someone is active on a device; beyond 24 h it is the night after. */
interface Stretch {
  readonly device: Device
  readonly from: number
  readonly to: number
}

interface SampleUser {
  readonly userId: string
  /** Where the user is, and what the day looks like there. */
  day(dayOfFortnight: number, isWeekend: boolean, random: () => number): { readonly timeZone: string; readonly stretches: readonly Stretch[] }
}

const at = (hours: number, minutes = 0) => hours * 60 + minutes
const web = (from: number, to: number): Stretch => ({ device: 'web', from, to })
const mobile = (from: number, to: number): Stretch => ({ device: 'mobile', from, to })

const officeDay = (shift: number) => [
  mobile(at(7, 35) + shift, at(7, 50) + shift),
  web(at(8, 50) + shift, at(12, 20)),
  mobile(at(12, 25), at(12, 45) + shift),
  web(at(13, 10) + shift, at(17, 25) + shift),
  mobile(at(16, 55), at(17, 5)),
]

const users: readonly SampleUser[] = [
  {
    userId: 'anna',
    day: (_, isWeekend, random) => ({ timeZone: 'Europe/Amsterdam', stretches: isWeekend ? [] : officeDay(Math.floor(random() * 20)) }),
  },
  {
    userId: 'ben',
    day: (_, isWeekend, random) => ({
      timeZone: 'America/New_York',
      stretches: isWeekend ? [mobile(at(11) + random() * 60, at(11, 20) + random() * 60)] : officeDay(Math.floor(random() * 45)),
    }),
  },
  {
    userId: 'chitra',
    day: (_, isWeekend, random) => ({
      timeZone: 'Asia/Kolkata',
      stretches: isWeekend
        ? []
        : [web(at(9, 30) + random() * 20, at(13)), web(at(14) + random() * 10, at(18, 30)), mobile(at(20), at(20, 15) + random() * 20)],
    }),
  },
  {
    // A night worker: four nights on, three off.
    userId: 'noor',
    day: (dayOfFortnight, _, random) => ({
      timeZone: 'Europe/Amsterdam',
      stretches:
        dayOfFortnight % 7 < 4
          ? [web(at(22, 50) + random() * 10, at(24 + 3)), mobile(at(24 + 3, 10), at(24 + 3, 40)), web(at(24 + 4), at(24 + 7))]
          : [],
    }),
  },
  {
    // Flies to New York for a week.
    userId: 'tomas',
    day: (dayOfFortnight, isWeekend, random) => ({
      timeZone: dayOfFortnight >= 4 && dayOfFortnight < 10 ? 'America/New_York' : 'Europe/Amsterdam',
      stretches: isWeekend ? [mobile(at(10), at(10, 30))] : officeDay(Math.floor(random() * 60)),
    }),
  },
]

/** Has an account and was never active. */
export const idleSampleUserId = 'erik'

const beatMs: Record<Device, number> = { mobile: 2 * minuteMs, web: 5 * minuteMs }

/** The sample's heartbeats up to now; the same ones for the same dates at every start, so that what is stored only grows. */
export function sampleSource(now: number): BatchSource<SourceRecord, undefined> {
  return {
    async *batches() {
      for (const user of users) yield { records: [...recordsOf(user, now)], position: undefined }
    },
    async commit() {},
  }
}

function* recordsOf(user: SampleUser, now: number): Generator<SourceRecord> {
  for (let daysAgo = sampleDays; daysAgo >= 0; daysAgo--) {
    const date = Math.floor(now / dayMs) - daysAgo
    const random = randomFrom(`${user.userId} ${date}`)
    // 1970-01-01 was a Thursday.
    const isWeekend = (date + 4) % 7 === 6 || (date + 4) % 7 === 0
    const { timeZone, stretches } = user.day(date % 14, isWeekend, random)
    const zone = findTimeZone(timeZone)
    if (zone === undefined) throw new Error(`${timeZone} is a time zone`)
    const noon = date * dayMs + dayMs / 2 - utcOffsetMs(zone, date * dayMs + dayMs / 2)
    for (const { device, from, to } of stretches) {
      for (
        let occurredAt = instantOf(zone, noon, from);
        occurredAt <= instantOf(zone, noon, to);
        occurredAt += beatMs[device] + Math.floor(random() * 5000)
      ) {
        if (occurredAt > now || occurredAt > lastInstant) return
        yield { value: Buffer.from(JSON.stringify({ networkId: sampleNetworkId, userId: user.userId, device, timeZone, occurredAt })) }
      }
    }
  }
}

/** The instant at which clocks show so many minutes after midnight of the date that has this noon. */
function instantOf(zone: TimeZone, noon: number, minutes: number): number {
  const { startsAt } = localDayAt(zone, noon)
  const guess = startsAt + Math.round(minutes * minuteMs)
  return guess + utcOffsetMs(zone, startsAt) - utcOffsetMs(zone, guess)
}

/** Numbers from 0 to below 1, the same ones for the same text. */
function randomFrom(text: string): () => number {
  let state = 1
  for (const character of text) state = (state * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
