// node tests/bench/read-user.ts [--spans 10000000] [--erasures 0] [--reads 200] [--inserting 0]
//
// Fills an embedded store in a temporary folder with the spans of 100 networks, 500 a user (ten a day on 50 days, stored a day at a time),
// and measures how long the usual read takes: two weeks of one user, chosen at random (the same for the same options); before and after all parts are
// merged, and with --inserting while so many rows a second arrive.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { migrate, readSessionParts, type Store } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { randomFrom } from '../../packages/timeline/tests/seeded-random.ts'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { tell } from './figures.ts'
import { quantile } from './process-cost.ts'

endWithHelpIfAsked(import.meta.filename)

const networkCount = 100
const dayCount = 50
const spansPerDay = 10
const firstDate = '2026-01-05'
const daysPerRead = 14

const values = benchOptions('spans', 'erasures', 'reads', 'inserting')
const spanCount = Number(values.spans ?? 10_000_000)
const erasureCount = Number(values.erasures ?? 0)
const readCount = Number(values.reads ?? 200)
const rowsPerSecond = Number(values.inserting ?? 0)
const random = randomFrom(1)
const userCount = Math.ceil(spanCount / dayCount / spansPerDay)

const folder = mkdtempSync(join(tmpdir(), 'stitchlog-bench-'))
const store = await openEmbeddedStore(folder)
try {
  await migrate(store)
  await fill(store)
  await measure('as stored')
  if (rowsPerSecond > 0) await whileInserting(() => measure(`while ${rowsPerSecond} rows a second arrive`))
  await store.queries.execute('OPTIMIZE TABLE session_spans FINAL')
  await measure('merged')
} finally {
  await store.close()
  rmSync(folder, { recursive: true })
}

async function fill({ queries }: Store): Promise<void> {
  const startedAt = performance.now()
  for (let day = 0; day < dayCount; day++) await queries.execute(insertDay(day))
  await queries.execute(insertErasures())
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  console.log(`stored ${userCount * dayCount * spansPerDay} spans of ${userCount} users and ${erasureCount} erasures in ${seconds} s`)
}

/** Eight minutes about every fifty from eight o'clock on; every third user is on the phone and every third span in the browser. */
function insertDay(day: number, rows = userCount * spansPerDay): string {
  return `
    INSERT INTO session_spans
      (network_id, user_id, local_date, device, time_zone, period_start, started_at, ended_at, day_start, day_end, timeout_ms)
    WITH
      intDiv(number, ${spansPerDay}) AS user,
      number % ${spansPerDay} AS nth,
      [('Europe/Amsterdam', 1), ('Europe/London', 0), ('America/New_York', -5), ('Asia/Tokyo', 9)][user % 4 + 1] AS zone,
      toDate32('${firstDate}') + ${day} AS date,
      toDateTime64(date, 3, 'UTC') - toIntervalHour(zone.2) AS midnight,
      midnight + toIntervalMinute(480 + nth * 50) + toIntervalMillisecond(cityHash64(number, ${day}) % 1500000) AS start
    SELECT
      concat('n', leftPad(toString(user % ${networkCount}), 2, '0')),
      concat('u', leftPad(toString(user), 6, '0')),
      date,
      if(nth % 3 = 0, 'web', 'mobile'),
      zone.1,
      toDateTime64('2026-01-01', 3, 'UTC'),
      start,
      start + toIntervalSecond(480),
      midnight,
      midnight + toIntervalDay(1),
      if(nth % 3 = 0, 1800000, 300000)
    FROM numbers(${rows})
    SETTINGS max_partitions_per_insert_block = 0`
}

/** Of users that have spans, from the first days. */
function insertErasures(): string {
  return `
    INSERT INTO tracking_ledger (network_id, at, change_id, change, user_id)
    WITH number % ${userCount} AS user
    SELECT
      concat('n', leftPad(toString(user % ${networkCount}), 2, '0')),
      toDateTime64('${firstDate}', 3, 'UTC') + toIntervalMinute(number % 7200),
      leftPad(toString(number), 12, '0'),
      'erase',
      concat('u', leftPad(toString(user), 6, '0'))
    FROM numbers(${erasureCount})`
}

async function measure(state: string): Promise<void> {
  const durationsMs: number[] = []
  for (let read = 0; read < readCount; read++) {
    const user = Math.floor(random() * userCount)
    const from = Math.floor(random() * (dayCount - daysPerRead + 1))
    const range = { from: dateOf(from), to: dateOf(from + daysPerRead - 1) }
    const startedAt = performance.now()
    const parts = await readSessionParts(store, `n${padded(user % networkCount, 2)}`, `u${padded(user, 6)}`, range)
    durationsMs.push(performance.now() - startedAt)
    if (parts.length === 0) throw new Error('nothing is read')
  }
  for (const [what, share] of [
    ['median', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
    ['longest', 1],
  ] as const)
    tell(`two weeks of one user, ${state}: ${what}`, quantile(durationsMs, share), 'ms')
}

/** Stores the spans of a later day, some of each second's users anew each second, as a stitcher does that makes spans longer. */
async function whileInserting(work: () => Promise<void>): Promise<void> {
  let isOver = false
  let inserted = 0
  let slowestMs = 0
  const inserting = (async () => {
    for (let second = 0; !isOver; second++) {
      const startedAt = performance.now()
      await store.jobQueries.execute(insertDay(dayCount + (second % 2), rowsPerSecond))
      const ms = performance.now() - startedAt
      inserted += rowsPerSecond
      slowestMs = Math.max(slowestMs, ms)
      await setTimeout(Math.max(0, 1000 - ms))
    }
  })()
  const beganAt = performance.now()
  await work()
  const seconds = (performance.now() - beganAt) / 1000
  isOver = true
  await inserting
  tell('rows that arrived meanwhile', inserted / seconds, 'a second')
  tell('the slowest insert', slowestMs, 'ms')
}

function dateOf(day: number): string {
  return new Date(Date.parse(firstDate) + day * 86_400_000).toISOString().slice(0, 10)
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, '0')
}
