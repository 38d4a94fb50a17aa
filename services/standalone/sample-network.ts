import { lastInstant } from '@stitchlog/contracts'
import type { BatchSource, SourceRecord } from '@stitchlog/event-stream'
import { findTimeZone, localDayAt, type TimeZone, utcOffsetMs } from '@stitchlog/timeline'
import type { SampleDevice } from './sample-days.ts'
import { type SamplePerson, samplePeople } from './sample-people.ts'
import { seededRandom } from './seeded-random.ts'

export const sampleNetworkId = 'sample'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** How many days the sample has, including today. */
export const sampleDays = 15

const beatMs: Record<SampleDevice, number> = { mobile: 2 * minuteMs, web: 5 * minuteMs }

/** The sample's heartbeats up to now. They are the same for the same dates at every start, so that the stored data only grows. */
export function sampleSource(now: number): BatchSource<SourceRecord, undefined> {
  return {
    async *batches() {
      for (const person of samplePeople) yield { records: [...recordsOf(person, now)], position: undefined }
    },
    async commit() {},
  }
}

function* recordsOf({ userId, day }: SamplePerson, now: number): Generator<SourceRecord> {
  for (let daysAgo = sampleDays; daysAgo >= 0; daysAgo--) {
    const date = Math.floor(now / dayMs) - daysAgo
    const { timeZone, stretches } = day(date)
    const zone = findTimeZone(timeZone)
    if (zone === undefined) throw new Error(`${timeZone} is a time zone`)
    const noon = date * dayMs + dayMs / 2 - utcOffsetMs(zone, date * dayMs + dayMs / 2)
    for (const [nth, { device, from, to }] of stretches.entries()) {
      const last = instantOf(zone, noon, to)
      for (const occurredAt of beatsOf(device, instantOf(zone, noon, from), last, `${userId} ${date} ${nth}`)) {
        if (occurredAt > now || occurredAt > lastInstant) break
        yield { value: Buffer.from(JSON.stringify({ networkId: sampleNetworkId, userId, device, timeZone, occurredAt })) }
      }
    }
  }
}

/** Heartbeats at intervals, and one at the end, when the page is closed. */
function* beatsOf(device: SampleDevice, first: number, last: number, seed: string): Generator<number> {
  const random = seededRandom(seed)
  for (let at = first; at < last; at += beatMs[device] + Math.floor(random.between(0, 5000))) yield at
  yield last
}

/** The instant at which clocks show this many minutes after midnight, on the date of this noon. */
function instantOf(zone: TimeZone, noon: number, minutes: number): number {
  const { startsAt } = localDayAt(zone, noon)
  const guess = startsAt + Math.round(minutes * minuteMs)
  return guess + utcOffsetMs(zone, startsAt) - utcOffsetMs(zone, guess)
}
