import { randomFrom } from '../../packages/timeline/tests/seeded-random.ts'

const minutesPerDay = 24 * 60
const daysPerWeek = 7
const timeouts = { mobile: 5, web: 30 }

/** Where people work: hours that local time is ahead of UTC, and their share. */
const places = [
  { hours: 1, share: 0.4 },
  { hours: -5, share: 0.2 },
  { hours: -8, share: 0.1 },
  { hours: 5.5, share: 0.15 },
  { hours: 8, share: 0.15 },
]

/** Minutes. */
const workday = { begins: 8.75 * 60, spread: 60, lasts: 8.5 * 60 }
const activeStretch = 12
const pause = 8
const weekendShare = 0.08
/** Of people who have a phone with them at work as well. */
const phoneShare = 0.35
/** Of the active minutes, on the phone besides. */
const phoneUse = 0.15

export interface WorkWeek {
  /** The share of people who are active, minute by minute from Monday 00:00 UTC on. */
  readonly activeShares: readonly number[]
  /** The greatest of them. */
  readonly peak: number
  readonly mean: number
  /** Session parts for each person and day of the week. */
  readonly partsPerPersonAndDay: number
}

/** The activity of some people over a week, in minutes: who is active when, and how many sessions that makes. */
export function simulateWeek(people: number, seed: number): WorkWeek {
  const random = randomFrom(seed)
  const exponential = (mean: number) => -Math.log(1 - random()) * mean
  const active = new Uint32Array(daysPerWeek * minutesPerDay)
  let parts = 0
  for (let person = 0; person < people; person++) {
    const place = placeAt(random())
    const hasPhone = random() < phoneShare
    for (let day = 0; day < daysPerWeek; day++) {
      if (day >= 5 && random() >= weekendShare) continue
      const begin = workday.begins + (random() - 0.5) * 2 * workday.spread - place.hours * 60
      const end = begin + workday.lasts
      let lastWeb = Number.NEGATIVE_INFINITY
      let lastPhone = Number.NEGATIVE_INFINITY
      for (let at = begin; at < end; at += exponential(pause)) {
        const until = Math.min(end, at + exponential(activeStretch))
        if (at - lastWeb > timeouts.web) parts++
        lastWeb = until
        if (hasPhone && random() < phoneUse) {
          if (at - lastPhone > timeouts.mobile) parts++
          lastPhone = until
        }
        for (let minute = Math.floor(at); minute < until; minute++) {
          const nth = (day * minutesPerDay + minute + active.length) % active.length
          active[nth] = (active[nth] ?? 0) + 1
        }
        at = until
      }
    }
  }
  const activeShares = [...active].map((count) => count / people)
  const mean = activeShares.reduce((sum, share) => sum + share, 0) / activeShares.length
  return { activeShares, peak: Math.max(...activeShares), mean, partsPerPersonAndDay: parts / people / daysPerWeek }
}

function placeAt(share: number) {
  let below = 0
  for (const place of places) {
    below += place.share
    if (share < below) return place
  }
  return places[0] ?? { hours: 0, share: 1 }
}
