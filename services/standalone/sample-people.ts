import { dayOff, nightShift, type OfficeHabits, officeDay, type Stretch, sickDay } from './sample-days.ts'
import { type SeededRandom, seededRandom } from './seeded-random.ts'

/** A person's time zone on a date, and the times of activity. */
interface SampleDay {
  readonly timeZone: string
  readonly stretches: readonly Stretch[]
}

export interface SamplePerson {
  readonly userId: string
  /** Always returns the same for the same date. */
  day(date: number): SampleDay
}

/** Has an account and was never active. */
export const idleSampleUserId = 'erik'

const hour = 60

const habits: OfficeHabits = {
  arrives: 8.7 * hour,
  flexibility: 50,
  workMinutes: 8.3 * hour,
  lunchAt: 12.4 * hour,
  maxMeetings: 3,
  commutes: 0.6,
  worksLate: 0.1,
}

export const samplePeople: readonly SamplePerson[] = [
  officeWorker('anna', () => 'Europe/Amsterdam', habits, 0.2),
  officeWorker('ben', () => 'America/New_York', { ...habits, arrives: 9.3 * hour, flexibility: 70, workMinutes: 8.8 * hour, worksLate: 0.25 }, 0.45),
  officeWorker('chitra', () => 'Asia/Kolkata', { ...habits, arrives: 9.6 * hour, lunchAt: 13.3 * hour, maxMeetings: 2, commutes: 0.35 }, 0.15),
  {
    // A night worker: four nights on, three off.
    userId: 'noor',
    day(date) {
      const random = seededRandom(`noor ${date}`)
      const stretches = date % 7 >= 4 ? dayOff(0.2, random) : isSick('noor', date) ? sickDay(random) : nightShift(random)
      return { timeZone: 'Europe/Amsterdam', stretches }
    },
  },
  // Flies to New York for a week.
  officeWorker('tomas', (date) => (date % 14 >= 4 && date % 14 < 10 ? 'America/New_York' : 'Europe/Amsterdam'), { ...habits, flexibility: 80 }, 0.5),
]

function officeWorker(userId: string, timeZoneOf: (date: number) => string, ownHabits: OfficeHabits, weekendShare: number): SamplePerson {
  const dayOf = (date: number, random: SeededRandom) => {
    if (isWeekend(date)) return dayOff(weekendShare, random)
    return isSick(userId, date) ? sickDay(random) : officeDay(ownHabits, random)
  }
  return { userId, day: (date) => ({ timeZone: timeZoneOf(date), stretches: dayOf(date, seededRandom(`${userId} ${date}`)) }) }
}

/** Days since 1970-01-01, which was a Thursday. */
export const isWeekend = (date: number) => (date + 4) % 7 === 6 || (date + 4) % 7 === 0

/** Somebody falls ill about once in two months, for one to three days. */
export function isSick(userId: string, date: number): boolean {
  return [0, 1, 2].some((daysAgo) => {
    const random = seededRandom(`${userId} falls ill ${date - daysAgo}`)
    return random.happens(1 / 60) && random.between(0, 3) >= daysAgo
  })
}
