const zones = [
  'Europe/Amsterdam',
  'Europe/Berlin',
  'Europe/London',
  'Europe/Athens',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Asia/Tokyo',
]
const from = Date.UTC(2026, 2, 2)
const lengthMs = 72 * 3_600_000
const daySeconds = 86_400

interface Run {
  userId: number
  isWeb: boolean
  zone: string
  left: number
  pauseAt: number
}

export interface Heartbeat {
  readonly networkId: string
  readonly userId: string
  /** The event, as JSON. */
  readonly value: string
}

/**
 * Heartbeats as a platform sends them, the same for the same arguments: 100 networks, three days, a beat each 30 s in runs of 8 minutes on average,
 * every tenth run with an inner pause, 1 % late by up to 20 minutes, 1 % duplicates; some thousand at a time, in the order in which they are received.
 *
 * @param dayLateShare how many of them come a day late besides, from 0 to 1
 */
export function* heartbeats(eventCount: number, userCount: number, dayLateShare = 0): Generator<readonly Heartbeat[]> {
  let state = 1
  const random = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const between = (low: number, high: number) => Math.floor(low + random() * (high - low))

  /** Beats that are due, by second. */
  const due = new Map<number, Run[]>()
  const plan = (second: number, run: Run) => {
    const runs = due.get(second)
    if (runs === undefined) due.set(second, [run])
    else runs.push(run)
  }
  const startRun = (second: number, userId: number) => {
    const left = 1 + Math.floor(-Math.log(1 - random()) * 16)
    const zone = zones[(random() < 0.02 ? between(0, zones.length) : userId) % zones.length] ?? 'Etc/UTC'
    plan(second, { userId, isWeb: random() < 0.4, zone, left, pauseAt: random() < 0.1 ? between(0, left) : -1 })
  }
  // Enough runs in three days for the number of events that was asked for.
  const pauseSeconds = Math.max(60, Math.floor((lengthMs / 1000 / (eventCount / userCount)) * 17 - 480))
  for (let userId = 0; userId < userCount; userId++) startRun(between(0, Math.min(pauseSeconds * 2, lengthMs / 1000)), userId)

  let beats: Heartbeat[] = []
  let written = 0
  const late = new Map<number, Heartbeat[]>()
  for (let second = 0; written < eventCount && second < 10 * lengthMs; second++) {
    for (const run of due.get(second) ?? []) {
      const occurredAt = from + second * 1000 + between(0, 1000)
      const isDayLate = dayLateShare > 0 && random() < dayLateShare
      const lateSeconds = isDayLate ? daySeconds : random() < 0.01 ? between(60, 1200) : 0
      const receivedAt = occurredAt + lateSeconds * 1000 + between(50, 2000)
      const networkId = `n${String(run.userId % 100).padStart(2, '0')}`
      const userId = `u${String(run.userId).padStart(6, '0')}`
      const value = JSON.stringify({ networkId, userId, device: run.isWeb ? 'web' : 'mobile', timeZone: run.zone, occurredAt, receivedAt })
      const beat = { networkId, userId, value }
      const copies = random() < 0.01 ? [beat, beat] : [beat]
      if (lateSeconds === 0) beats.push(...copies)
      else late.set(second + lateSeconds, [...(late.get(second + lateSeconds) ?? []), ...copies])
      if (--run.left > 0) plan(second + (run.left === run.pauseAt ? between(120, 2400) : 30), run)
      else startRun(second + between(pauseSeconds >> 1, pauseSeconds * 1.5), run.userId)
    }
    due.delete(second)
    beats.push(...(late.get(second) ?? []))
    late.delete(second)
    if (beats.length < 10_000) continue
    const now = beats.slice(0, eventCount - written)
    beats = []
    written += now.length
    yield now
  }
  const rest = beats.slice(0, eventCount - written)
  if (rest.length > 0) yield rest
}
