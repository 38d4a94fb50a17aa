// node tests/bench/generate-events.ts EVENTS USERS > events.ndjson
//
// Heartbeats as a platform sends them, the same for the same arguments: 100 networks, three days, a beat each 30 s in runs of 8 minutes on
// average, every tenth run with an inner pause, 1 % late by up to 20 minutes, 1 % duplicates, in the order in which they are received.
import { once } from 'node:events'

const [eventCount = 1_000_000, userCount = 50_000] = process.argv.slice(2).map(Number)
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

let state = 1
function random(): number {
  state = (state * 48_271) % 2_147_483_647
  return state / 2_147_483_647
}
const between = (low: number, high: number) => Math.floor(low + random() * (high - low))

interface Run {
  userId: number
  isWeb: boolean
  zone: string
  left: number
  pauseAt: number
}

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

let lines: string[] = []
let written = 0
const late = new Map<number, string[]>()
for (let second = 0; written < eventCount && second < 10 * lengthMs; second++) {
  for (const run of due.get(second) ?? []) {
    const occurredAt = from + second * 1000 + between(0, 1000)
    const lateSeconds = random() < 0.01 ? between(60, 1200) : 0
    const receivedAt = occurredAt + lateSeconds * 1000 + between(50, 2000)
    const networkId = `n${String(run.userId % 100).padStart(2, '0')}`
    const userId = `u${String(run.userId).padStart(6, '0')}`
    const line = JSON.stringify({ networkId, userId, device: run.isWeb ? 'web' : 'mobile', timeZone: run.zone, occurredAt, receivedAt })
    const copies = random() < 0.01 ? [line, line] : [line]
    if (lateSeconds === 0) lines.push(...copies)
    else late.set(second + lateSeconds, [...(late.get(second + lateSeconds) ?? []), ...copies])
    if (--run.left > 0) plan(second + (run.left === run.pauseAt ? between(120, 2400) : 30), run)
    else startRun(second + between(pauseSeconds >> 1, pauseSeconds * 1.5), run.userId)
  }
  due.delete(second)
  lines.push(...(late.get(second) ?? []))
  late.delete(second)
  if (lines.length >= 10_000) await write()
}
await write()

async function write(): Promise<void> {
  const now = lines.slice(0, eventCount - written)
  lines = []
  written += now.length
  if (now.length > 0 && !process.stdout.write(`${now.join('\n')}\n`)) await once(process.stdout, 'drain')
}
