const minuteMs = 60_000
const hourMs = 60 * minuteMs

interface HourMark {
  /** From 0 at the day's start to 1 at its end. */
  readonly at: number
  /** On the user's clock, 0 to 24. */
  readonly hour: number
}

/** One date in one zone, from its first instant to the next date's. */
export interface LocalDay {
  readonly startsAt: number
  readonly endsAt: number
  readonly marks: readonly HourMark[]
  /** Where clocks change on this day, from 0 to 1. */
  readonly clockChange: number | undefined
}

const known = new Map<string, LocalDay | undefined>()

/** Undefined if the browser does not know the zone. */
export function localDayOf(date: string, timeZone: string): LocalDay | undefined {
  const key = `${date} ${timeZone}`
  if (!known.has(key)) known.set(key, findLocalDay(date, timeZone))
  return known.get(key)
}

/** On most days clocks do not change, which spares most of the search. */
const usualMarks: readonly HourMark[] = Array.from({ length: 25 }, (_, hour) => ({ at: hour / 24, hour }))

function findLocalDay(date: string, timeZone: string): LocalDay | undefined {
  const clock = clockOf(timeZone)
  if (clock === undefined) return undefined
  const startsAt = firstInstant(date, clock)
  const endsAt = firstInstant(nextDate(date), clock)
  const isUsual = endsAt - startsAt === 24 * hourMs && clock(startsAt).endsWith('00:00') && hasOneOffset(startsAt, endsAt - minuteMs, clock)
  if (isUsual) return { startsAt, endsAt, marks: usualMarks, clockChange: undefined }
  const share = (instant: number) => (instant - startsAt) / (endsAt - startsAt)
  const marks: HourMark[] = []
  for (let instant = startsAt; instant < endsAt; instant += hourMs / 2) {
    const time = clock(instant)
    const hour = Number(time.slice(11, 13))
    if (time.slice(14, 16) === '00' && marks.at(-1)?.hour !== hour) marks.push({ at: share(instant), hour })
  }
  marks.push({ at: 1, hour: 24 })
  return { startsAt, endsAt, marks, clockChange: clockChangeIn(startsAt, endsAt, clock, share) }
}

/** The clock time of a zone at an instant, as `2026-11-25T09:00`. */
type Clock = (instant: number) => string

const clocks = new Map<string, Clock | undefined>()

function clockOf(timeZone: string): Clock | undefined {
  if (!clocks.has(timeZone)) clocks.set(timeZone, findClock(timeZone))
  return clocks.get(timeZone)
}

function findClock(timeZone: string): Clock | undefined {
  try {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    return (instant) => format.format(instant).replace(' ', 'T')
  } catch {
    return undefined
  }
}

/**
 * The first instant whose date is this one or later: midnight, unless clocks skip it. If clocks go back over midnight, only the first time counts.
 */
function firstInstant(date: string, clock: Clock): number {
  const midnight = Date.parse(date)
  const [earliest, latest] = [midnight - 15 * hourMs, midnight + 15 * hourMs]
  if (hasOneOffset(earliest, latest, clock)) return midnight - offsetAt(earliest, clock)
  const step = 15 * minuteMs
  let instant = earliest
  while (clock(instant).slice(0, 10) < date) instant += step
  while (clock(instant - minuteMs).slice(0, 10) >= date) instant -= minuteMs
  return instant
}

/**
 * Whether clocks change on a date, so that a time on it may mean two instants. If clocks go back over midnight soon after a date has ended, they show
 * that date again.
 */
export function clocksChangeOn(date: string, timeZone: string): boolean {
  const clock = clockOf(timeZone)
  if (clock === undefined) return false
  const [startsAt, endsAt] = [firstInstant(date, clock), firstInstant(nextDate(date), clock)]
  const [first, last, after] = [startsAt, endsAt - minuteMs, endsAt + 2 * minuteMs].map((instant) => offsetAt(instant, clock))
  return first !== last || Number(after) < Number(first)
}

/** No zone changes its clocks there and back within two days. */
const hasOneOffset = (from: number, to: number, clock: Clock) => offsetAt(from, clock) === offsetAt(to, clock)

const offsetAt = (instant: number, clock: Clock) => Date.parse(`${clock(instant)}Z`) - instant

function clockChangeIn(startsAt: number, endsAt: number, clock: Clock, share: (instant: number) => number): number | undefined {
  if (offsetAt(startsAt, clock) === offsetAt(endsAt - minuteMs, clock)) return undefined
  let instant = startsAt
  while (offsetAt(instant, clock) === offsetAt(startsAt, clock)) instant += 15 * minuteMs
  return share(instant)
}

const nextDate = (date: string) => new Date(Date.parse(date) + 24 * hourMs).toISOString().slice(0, 10)
