import { coefficients as of } from './coefficients.ts'
import type { WorkWeek } from './work-week.ts'

/** A part is never planned to be busier than this in the busiest minute. */
const plannedUse = 0.5

/** Stitchers less: they have to work off a backlog, three times as fast as it came. */
const stitcherUse = 0.25

const kafkaCopies = 3
const kafkaDays = 7
const clickHouseCopies = 2
const daysPerMonth = 365.25 / 12
const secondsPerDay = 86_400
const fewestPartitions = 12
const tib = 2 ** 40

export interface Deployment {
  readonly concurrent: number
  readonly people: number
  readonly requestsPerSecond: number
  readonly eventsPerSecond: number
  readonly eventsPerMonth: number
  readonly ingestCores: number
  readonly stitchers: number
  readonly stitcherMiB: number
  readonly partitions: number
  readonly kafkaMBPerSecond: number
  readonly kafkaTiB: number
  readonly rowsPerSecond: number
  readonly shards: number
  readonly diskTiBPerMonth: number
  readonly rollupMinutes: number
}

/** What so many people need who are active at once in the busiest minute. */
export function planFor(concurrent: number, week: WorkWeek): Deployment {
  const people = concurrent / week.peak
  const requestsPerSecond = concurrent / of.beatSeconds
  const eventsPerSecond = requestsPerSecond * of.eventsPerRequest
  const meanEventsPerSecond = (eventsPerSecond * week.mean) / week.peak
  const stitchers = Math.max(1, Math.ceil((eventsPerSecond * of.stitcherMicrosPerEvent) / 1e6 / stitcherUse))
  // A span is written once for each request, since both of its events come in the same second.
  const rowsPerSecond = requestsPerSecond
  const shards = Math.ceil(rowsPerSecond / of.rowsPerSecond / plannedUse)
  const eventsPerMonth = meanEventsPerSecond * secondsPerDay * daysPerMonth
  return {
    concurrent,
    people,
    requestsPerSecond,
    eventsPerSecond,
    eventsPerMonth,
    ingestCores: Math.ceil((requestsPerSecond * of.ingestMicrosPerRequest) / 1e6 / plannedUse),
    stitchers,
    stitcherMiB: of.memoryMiB + (concurrent / stitchers) * (of.memoryBytesPerSpan / 2 ** 20),
    partitions: Math.max(fewestPartitions, 2 * stitchers),
    kafkaMBPerSecond: (eventsPerSecond * of.kafkaBytesPerEvent) / 1e6,
    kafkaTiB: (meanEventsPerSecond * secondsPerDay * kafkaDays * of.kafkaBytesPerEvent * kafkaCopies) / tib,
    rowsPerSecond,
    shards,
    diskTiBPerMonth: (eventsPerMonth * of.diskBytesPerEvent * clickHouseCopies) / tib,
    rollupMinutes: (people * week.partsPerPersonAndDay) / of.rolledUpSpansPerSecond / shards / 60,
  }
}

export interface Stage {
  readonly name: string
  /** How many people may be active at once before one of it is busy all the time. */
  readonly concurrent: number
}

/** How far one of each part goes: the first of them is the first bottleneck. */
export function stagesOfOne(): Stage[] {
  const perRequest = of.beatSeconds
  return [
    { name: 'ingest, one process', concurrent: (1e6 / of.ingestMicrosPerRequest) * perRequest },
    { name: 'a stitcher', concurrent: (1e6 / of.stitcherMicrosPerEvent / of.eventsPerRequest) * perRequest },
    { name: 'ClickHouse, a server of two cores', concurrent: of.rowsPerSecond * perRequest },
  ].sort((a, b) => a.concurrent - b.concurrent)
}

export interface Outage {
  /** Minutes from the end of the outage until nothing waits. */
  readonly minutes: number
  /** Events that wait at most. */
  readonly backlog: number
}

/** All stitchers are away for an hour that ends in the busiest minute: minute by minute, what comes in waits until they have worked it off. */
export function outageOf(deployment: Deployment, week: WorkWeek, outageMinutes = 60): Outage {
  const perMinute = (deployment.stitchers * 60e6) / of.stitcherMicrosPerEvent
  const busiest = week.activeShares.indexOf(week.peak)
  const count = week.activeShares.length
  const comes = (minute: number) => {
    const share = week.activeShares[(minute + count) % count] ?? 0
    return ((share * deployment.people) / of.beatSeconds) * of.eventsPerRequest * 60
  }
  let waiting = 0
  for (let minute = busiest - outageMinutes; minute < busiest; minute++) waiting += comes(minute)
  const backlog = waiting
  let minutes = 0
  for (; waiting > 0 && minutes < count; minutes++) waiting = Math.max(0, waiting + comes(busiest + minutes) - perMinute)
  return { minutes, backlog }
}
