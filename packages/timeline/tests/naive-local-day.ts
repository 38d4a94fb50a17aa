// Finds local days by looking at what a zone's clocks show. Deliberately slow: nothing here knows an offset or a rule.

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000

export interface NaiveDay {
  /** `YYYY-MM-DD` */
  readonly date: string
  readonly startsAt: number
  readonly endsAt: number
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** A cache of recent texts: a scan reads the same instants several times. */
const shownTexts = new Map<string, string>()

/** What clocks in a zone show: `2026-11-25 09:00:00`. */
export function shownAt(zoneName: string, instant: number): string {
  const key = `${zoneName} ${instant}`
  let text = shownTexts.get(key)
  if (text === undefined) {
    if (shownTexts.size > 10_000) shownTexts.clear()
    text = clockOf(zoneName).format(instant)
    shownTexts.set(key, text)
  }
  return text
}

function clockOf(zoneName: string): Intl.DateTimeFormat {
  let clock = clocks.get(zoneName)
  if (clock === undefined) {
    const numbers = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
    clock = new Intl.DateTimeFormat('sv-SE', { ...numbers, timeZone: zoneName, hourCycle: 'h23' })
    clocks.set(zoneName, clock)
  }
  return clock
}

const dateShownAt = (zoneName: string, instant: number) => shownAt(zoneName, instant).slice(0, 10)

/** How far clocks in a zone are ahead of UTC at an instant, found by comparing what both show. */
export function naiveOffsetMs(zoneName: string, instant: number): number {
  const asIfUtc = Date.parse(`${shownAt(zoneName, instant).replace(' ', 'T')}Z`)
  return asIfUtc - Math.floor(instant / 1000) * 1000
}

/** The instants in [from, to) at which clocks in a zone were changed, provided that no two changes lie within three days. */
export function naiveClockChanges(zoneName: string, from: number, to: number): number[] {
  const changes: number[] = []
  for (let at = from; at < to; at += 3 * dayMs) {
    const next = Math.min(at + 3 * dayMs, to)
    const before = naiveOffsetMs(zoneName, at)
    if (naiveOffsetMs(zoneName, next) !== before) changes.push(firstInstant(at, next, (instant) => naiveOffsetMs(zoneName, instant) !== before))
  }
  return changes
}

/** The first instant after `from` with a property that appears once between `from` and `to`, and stays. */
function firstInstant(from: number, to: number, hasCome: (instant: number) => boolean): number {
  let before = from
  let after = to
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (hasCome(middle)) after = middle
    else before = middle
  }
  return after
}

/** Clocks show this date from `at` on. */
interface Turn {
  readonly at: number
  readonly date: string
}

const turnsOfUtcDays = new Map<string, Turn[]>()

/** The date that clocks show when a UTC day begins, and every date that they change to during it, forwards or backwards. */
function turnsOfUtcDay(zoneName: string, utcDay: number): Turn[] {
  const key = `${zoneName} ${utcDay}`
  let turns = turnsOfUtcDays.get(key)
  if (turns === undefined) {
    turns = findTurns(zoneName, utcDay * dayMs)
    turnsOfUtcDays.set(key, turns)
  }
  return turns
}

function findTurns(zoneName: string, from: number): Turn[] {
  const turns = [{ at: from, date: dateShownAt(zoneName, from) }]
  for (let hour = from; hour < from + dayMs; hour += hourMs) {
    const isSameDate = dateShownAt(zoneName, hour) === dateShownAt(zoneName, hour + hourMs)
    const wentOnByAnHour = naiveOffsetMs(zoneName, hour) === naiveOffsetMs(zoneName, hour + hourMs)
    if (isSameDate && wentOnByAnHour) continue
    for (let minute = hour; minute < hour + hourMs; minute += minuteMs) {
      const date = dateShownAt(zoneName, minute + minuteMs)
      if (date === dateShownAt(zoneName, minute)) continue
      turns.push({ at: firstInstant(minute, minute + minuteMs, (instant) => dateShownAt(zoneName, instant) === date), date })
    }
  }
  return turns
}

const daysOfZones = new Map<string, NaiveDay[]>()

/** The day of an instant: the greatest date that clocks have shown by then. It starts when they first show it. */
export function naiveDayAt(zoneName: string, instant: number): NaiveDay {
  let days = daysOfZones.get(zoneName)
  if (days === undefined) {
    days = []
    daysOfZones.set(zoneName, days)
  }
  let day = days.find(({ startsAt, endsAt }) => startsAt <= instant && instant < endsAt)
  if (day === undefined) {
    day = findDay(zoneName, instant)
    days.push(day)
  }
  return day
}

function findDay(zoneName: string, instant: number): NaiveDay {
  const utcDay = Math.floor(instant / dayMs)
  // The longest day since 1970 had 31 hours, so three days on each side contain its start and its end.
  const turns = [-3, -2, -1, 0, 1, 2, 3].flatMap((distance) => turnsOfUtcDay(zoneName, utcDay + distance))
  const [date = ''] = turns
    .flatMap((turn) => (turn.at <= instant ? turn.date : []))
    .sort()
    .reverse()
  const startsAt = turns.find((turn) => turn.date === date)?.at
  const endsAt = turns.find((turn) => turn.date > date)?.at
  if (startsAt === undefined || endsAt === undefined) throw new Error(`no day in ${zoneName} at ${instant}`)
  return { date, startsAt, endsAt }
}
