// node tests/bench/read-user.ts [--spans 10000000] [--erasures 0] [--reads 200]
//
// Fills an embedded store in a temporary folder with the spans of 100 networks, 500 a user (ten a day on 50 days, stored a day at a time),
// and measures how long the usual read takes: two weeks of one user, chosen at random; before and after all parts are merged.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, readSessionParts, type Store } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'

endWithHelpIfAsked(import.meta.filename)

const networkCount = 100
const dayCount = 50
const spansPerDay = 10
const firstDate = '2026-01-05'
const daysPerRead = 14

const values = benchOptions('spans', 'erasures', 'reads')
const spanCount = Number(values.spans ?? 10_000_000)
const erasureCount = Number(values.erasures ?? 0)
const readCount = Number(values.reads ?? 200)
const userCount = Math.ceil(spanCount / dayCount / spansPerDay)

const folder = mkdtempSync(join(tmpdir(), 'stitchlog-bench-'))
const store = await openEmbeddedStore(folder)
try {
  await migrate(store)
  await fill(store)
  await measure('as stored')
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
function insertDay(day: number): string {
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
    FROM numbers(${userCount * spansPerDay})
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
  let partCount = 0
  for (let read = 0; read < readCount; read++) {
    const user = Math.floor(Math.random() * userCount)
    const from = Math.floor(Math.random() * (dayCount - daysPerRead + 1))
    const range = { from: dateOf(from), to: dateOf(from + daysPerRead - 1) }
    const startedAt = performance.now()
    const parts = await readSessionParts(store, `n${padded(user % networkCount, 2)}`, `u${padded(user, 6)}`, range)
    durationsMs.push(performance.now() - startedAt)
    partCount += parts.length
  }
  durationsMs.sort((a, b) => a - b)
  const at = (share: number) => `${(durationsMs[Math.min(Math.floor(share * readCount), readCount - 1)] ?? 0).toFixed(1)} ms`
  const figures = `min ${at(0)}, median ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)}`
  console.log(`two weeks of one user, ${state}: ${figures} (${readCount} reads of ${(partCount / readCount).toFixed(0)} session parts on average)`)
}

function dateOf(day: number): string {
  return new Date(Date.parse(firstDate) + day * 86_400_000).toISOString().slice(0, 10)
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, '0')
}
