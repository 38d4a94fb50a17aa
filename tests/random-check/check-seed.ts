import type { ActivityEvent, DaysAnswer, Device, SessionsAnswer, TrackingChange } from '@stitchlog/contracts'
import { findTimeZone, formatInstant } from '@stitchlog/timeline'
import { type NaiveSessionPart, naiveTimeline } from '../../packages/timeline/tests/naive-model.ts'
import { randomFrom, shuffled } from '../../packages/timeline/tests/seeded-random.ts'
import type { Api } from '../../services/standalone/tests/standalone-process.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const pointsPerUser = 600
const users = ['u0', 'u1', 'u2']
const timeZones = ['Europe/Amsterdam', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland']
const inactivityTimeoutSeconds = { mobile: 60, web: 120 }

export const networkOfSeed = (seed: number) => `random ${seed}`

/** What has to be in the ledger before the check of a seed begins: its network has been on for long. */
export const changesOfSeed = (seed: number): TrackingChange[] => [
  { networkId: networkOfSeed(seed), change: 'on', at: Date.parse('2020-01-01T00:00Z'), inactivityTimeoutSeconds },
]

export interface SeedResult {
  /** How many answers were compared. */
  readonly checks: number
  /** Those that were wrong, in words. */
  readonly wrong: readonly string[]
}

/**
 * Sends hundreds of heartbeats for each of three users in any order, in batches of any size, a fifth of them twice; and asks for each day, each list of
 * sessions and each file, which the naive model knows as well.
 */
export async function checkSeed(api: Api, seed: number, now: number): Promise<SeedResult> {
  const random = randomFrom(seed)
  const networkId = networkOfSeed(seed)
  const events = users.flatMap((userId) => eventsOf(networkId, userId, now, random))
  await send(api, shuffled(events, random), random)
  await send(
    api,
    shuffled(events, random).filter(() => random() < 0.2),
    random,
  )
  const received = events.map((event) => ({ ...event, receivedAt: now }))
  const { parts, days } = naiveTimeline(received, changesOfSeed(seed), 400 * dayMs)
  const wrong: string[] = []
  let checks = 0
  const compare = (what: string, actual: unknown, expected: unknown) => {
    checks++
    const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(expected)]
    if (is !== shouldBe) wrong.push(`seed ${seed}, ${what}: ${is} and not ${shouldBe}`)
  }

  for (const userId of users) {
    const path = `/v1/networks/${encodeURIComponent(networkId)}/users/${userId}`
    const ofUser = parts.filter((part) => part.userId === userId).sort(inOrder)
    const dates = [...new Set(ofUser.map(({ date }) => date))].sort()
    const range = `from=${dates[0]}&to=${dates.at(-1)}`
    const answer: DaysAnswer = await jsonOf(await api.get(`${path}/days?${range}`))
    for (const date of dates) {
      const day = answer.days.find((one) => one.date === date)
      const total = days.find((one) => one.userId === userId && one.date === date)
      compare(`day ${userId} ${date}`, totals(day), totals(total))
      const { sessions }: SessionsAnswer = await jsonOf(await api.get(`${path}/days/${date}/sessions`))
      const expected = ofUser.filter((part) => part.date === date).map(shown)
      compare(
        `sessions ${userId} ${date}`,
        sessions.map(({ device, timeZone, startedAt, endedAt }) => [device, timeZone, startedAt, endedAt]),
        expected,
      )
    }
    compare(`dates ${userId}`, answer.days.map(({ date }) => date).sort(), dates)
    const file = await (await api.get(`${path}/sessions.csv?${range}`)).text()
    const rows = file.split('\r\n').filter((row) => /^[^,]*,(mobile|web),/.test(row))
    compare(
      `file ${userId}`,
      rows.map((row) => row.split(',').slice(0, 4)),
      ofUser.map((part) => [part.date, part.device, instant(part, part.startedAt), instant(part, part.endedAt)]),
    )
  }
  return { checks, wrong }
}

/** Single heartbeats, runs of them, and gaps that a timeout decides by a millisecond, over about two weeks. */
function eventsOf(networkId: string, userId: string, now: number, random: () => number): Required<Omit<ActivityEvent, 'receivedAt'>>[] {
  const gapsMs = [1, 30_000, minuteMs, minuteMs + 1, 2 * minuteMs, 2 * minuteMs + 1, 20 * minuteMs, 20 * minuteMs, 3 * 60 * minuteMs]
  const device = (): Device => (random() < 0.5 ? 'mobile' : 'web')
  const timeZone = timeZones[Math.floor(random() * timeZones.length)] ?? 'Etc/UTC'
  let occurredAt = now - 30 * dayMs - Math.floor(random() * 10 * dayMs)
  return Array.from({ length: pointsPerUser }, () => {
    occurredAt += gapsMs[Math.floor(random() * gapsMs.length)] ?? minuteMs
    return { networkId, userId, device: device(), timeZone, occurredAt }
  })
}

/** A few requests at a time, as clients are. */
async function send(api: Api, events: readonly object[], random: () => number): Promise<void> {
  const batches: object[][] = []
  for (let first = 0; first < events.length; ) {
    const size = 1 + Math.floor(random() * 40)
    batches.push(events.slice(first, first + size))
    first += size
  }
  const client = async () => {
    for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
      const answer: { accepted: number } = await jsonOf(await api.post('/v1/events', { events: batch }))
      if (answer.accepted !== batch.length) throw new Error(`${answer.accepted} of ${batch.length} accepted`)
    }
  }
  await Promise.all([client(), client(), client(), client()])
}

async function jsonOf<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`)
  return JSON.parse(await response.text())
}

const totals = (day: { sessionCount: number; durationMs: number; activeDurationMs: number } | undefined) =>
  day && [day.sessionCount, day.durationMs, day.activeDurationMs]

const inOrder = (a: NaiveSessionPart, b: NaiveSessionPart) =>
  a.date < b.date ? -1 : a.date > b.date ? 1 : a.startedAt - b.startedAt || (a.device < b.device ? -1 : 1)

const shown = (part: NaiveSessionPart) => [part.device, part.timeZone, instant(part, part.startedAt), instant(part, part.endedAt)]

function instant({ timeZone }: NaiveSessionPart, at: number): string {
  const zone = findTimeZone(timeZone)
  if (zone === undefined) throw new Error(`${timeZone} is a time zone`)
  return formatInstant(at, zone)
}
