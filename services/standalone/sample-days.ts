import type { Device } from '@stitchlog/contracts'
import type { SeededRandom } from './seeded-random.ts'

/** What people in the sample have; whatever else there is, they do without. */
export type SampleDevice = Extract<Device, 'mobile' | 'web'>

/** Minutes of a local day in which someone is active on a device. Beyond 24 h they belong to the following night. */
export interface Stretch {
  readonly device: SampleDevice
  readonly from: number
  readonly to: number
}

/** Habits of a working day: minutes of the day, and probabilities from 0 to 1. */
export interface OfficeHabits {
  readonly arrives: number
  /** By how many minutes arrivals vary. */
  readonly flexibility: number
  readonly workMinutes: number
  readonly lunchAt: number
  /** The maximum number of meetings a day, away from the screen. */
  readonly maxMeetings: number
  readonly commutes: number
  readonly worksLate: number
}

const hour = 60

const web = (from: number, to: number): Stretch => ({ device: 'web', from, to })
const mobile = (from: number, to: number): Stretch => ({ device: 'mobile', from, to })

/** A day at a desk, with varying start and end, lunch, meetings, and looks at the phone. */
export function officeDay(habits: OfficeHabits, random: SeededRandom): Stretch[] {
  const begin = random.around(habits.arrives, habits.flexibility)
  const isShort = random.happens(0.08)
  const end = begin + (isShort ? random.around(4 * hour, 40) : random.around(habits.workMinutes, 75))
  const lunchBegins = random.around(habits.lunchAt, 25)
  const lunchEnds = lunchBegins + random.between(22, 70)
  const away: [from: number, to: number][] = isShort ? [] : [[lunchBegins, lunchEnds]]
  for (let nth = 0; nth < habits.maxMeetings; nth++) {
    const from = random.between(begin + 25, end - 50)
    if (random.happens(0.45)) away.push([from, from + random.between(34, 85)])
  }
  const phone: Stretch[] = []
  if (random.happens(habits.commutes)) phone.push(glance(begin - random.between(25, 60), 4, 22, random))
  if (!isShort && random.happens(0.45)) phone.push(glance(lunchBegins + random.between(2, 12), 2, 14, random))
  if (random.happens(0.3)) phone.push(glance(random.between(begin + 60, end), 1, 8, random))
  if (random.happens(habits.commutes)) phone.push(glance(end + random.between(8, 30), 3, 25, random))
  if (random.happens(0.35)) phone.push(glance(random.around(20.5 * hour, 100), 1, 18, random))
  const late = random.happens(habits.worksLate) ? [web(...longFrom(random.around(20.8 * hour, 45), 25, 85, random))] : []
  return [...atDesk(begin, end, away), ...phone, ...late]
}

/** A day off: mostly no activity. */
export function dayOff(share: number, random: SeededRandom): Stretch[] {
  const stretches: Stretch[] = []
  if (random.happens(share)) stretches.push(glance(random.between(10 * hour, 20 * hour), 2, 16, random))
  if (random.happens(share / 4)) stretches.push(web(...longFrom(random.between(14 * hour, 21 * hour), 12, 55, random)))
  return stretches
}

/** A sick day: no activity, except that some report sick first. */
export function sickDay(random: SeededRandom): Stretch[] {
  return random.happens(0.5) ? [glance(random.around(8 * hour, 40), 1, 6, random)] : []
}

/** A shift from evening to morning, with breaks. Some nights end early. */
export function nightShift(random: SeededRandom): Stretch[] {
  const begin = random.around(22.8 * hour, 25)
  const end = random.happens(0.1) ? random.around(28 * hour, 40) : random.around(31 * hour, 35)
  const away: [from: number, to: number][] = []
  for (let at = begin + random.between(80, 170); at < end - 60; at += random.between(100, 190)) away.push([at, at + random.between(15, 65)])
  const phone = away.filter(() => random.happens(0.4)).map(([from]) => glance(from + random.between(1, 6), 2, 12, random))
  return [...atDesk(begin, end, away), ...phone]
}

const glance = (from: number, least: number, most: number, random: SeededRandom) => mobile(...longFrom(from, least, most, random))

const longFrom = (from: number, least: number, most: number, random: SeededRandom): [number, number] => [from, from + random.between(least, most)]

/** The time at the desk without the absences, which may overlap. */
function atDesk(begin: number, end: number, away: readonly (readonly [from: number, to: number])[]): Stretch[] {
  const stretches: Stretch[] = []
  let from = begin
  for (const [leaves, returns] of away.toSorted(([a], [b]) => a - b)) {
    if (leaves > from && leaves < end) stretches.push(web(from, leaves))
    from = Math.max(from, returns)
  }
  if (from < end) stretches.push(web(from, end))
  return stretches
}
