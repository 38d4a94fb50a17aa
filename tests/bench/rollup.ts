// node tests/bench/rollup.ts [--spans 20000000]
//
// Fills an embedded store in a temporary folder with the spans of one night (ten a user, in a hundred networks), and measures how long full
// rollups of them take while 10,000 spans a second of the next day are inserted, and how much memory: the run that sees them as new, and the run
// in which their night has come. Both have clocks of their own, later than all that is stored.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { defaultRollupSettings, runRollup } from '@stitchlog/rollup'
import { insertSpans, migrate, type Store } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { findTimeZone, type Span, spanOf } from '@stitchlog/timeline'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { tell } from './figures.ts'

endWithHelpIfAsked(import.meta.filename)

const spansPerUser = 10
const usersPerInsert = 100_000
const night = '2040-03-09'

const values = benchOptions('spans')
const userCount = Math.ceil(Number(values.spans ?? 20_000_000) / spansPerUser)

const folder = mkdtempSync(join(tmpdir(), 'stitchlog-bench-'))
const store = await openEmbeddedStore(folder)
try {
  await migrate(store)
  for (let first = 0; first < userCount; first += usersPerInsert) await fill(store, first)
  console.log(`stored ${userCount * spansPerUser} spans of ${userCount} users`)
  await measure('new', Date.parse('2040-03-08T00:00Z'))
  await measure('of the night', Date.parse('2040-03-11T00:00Z'))
} finally {
  await store.close()
  rmSync(folder, { recursive: true })
}

async function measure(what: string, now: number): Promise<void> {
  const before = process.memoryUsage.rss()
  let greatest = before
  const sampling = setInterval(() => {
    greatest = Math.max(greatest, process.memoryUsage.rss())
  }, 100)
  const stop = new AbortController()
  const inserting = insertOn(stop.signal)
  const startedAt = performance.now()
  const settings = defaultRollupSettings
  await runRollup({ store, now: () => now, retentionDays: 36_500, accessLogRetentionDays: 400, settings, reached: () => {} }, 'full')
  const seconds = (performance.now() - startedAt) / 1000
  stop.abort()
  const { inserts, slowestMs } = await inserting
  clearInterval(sampling)
  const rows = await store.queries.selectRows<[count: number]>(
    `SELECT count() FROM user_days WHERE rolled_up_at = fromUnixTimestamp64Milli(${now}, 'UTC')`,
  )
  tell(`${what}: rows rolled up`, Number(rows[0]?.[0]), 'rows')
  tell(`${what}: time`, seconds, 's')
  tell(`${what}: memory before`, before / 1e6, 'MB')
  tell(`${what}: memory at most`, greatest / 1e6, 'MB')
  tell(`${what}: inserts meanwhile`, inserts, 'inserts')
  tell(`${what}: the slowest insert`, slowestMs, 'ms')
}

async function insertOn(signal: AbortSignal): Promise<{ inserts: number; slowestMs: number }> {
  const zone = findTimeZone('Europe/Amsterdam')
  if (zone === undefined) throw new Error('Europe/Amsterdam is a time zone')
  let inserts = 0
  let slowestMs = 0
  for (; !signal.aborted; inserts++) {
    const at = Date.parse('2040-03-10T12:00Z') + inserts * 1000
    const spans = Array.from(
      { length: 10_000 },
      (_, user): Span => spanOf({ networkId: 'busy', userId: `u${user}`, device: 'web', zone, at, periodStart: 0, timeoutMs: 300_000 }),
    )
    const startedAt = performance.now()
    await insertSpans(store, spans)
    const durationMs = performance.now() - startedAt
    slowestMs = Math.max(slowestMs, durationMs)
    await setTimeout(Math.max(0, 1000 - durationMs))
  }
  return { inserts, slowestMs }
}

/** Eight minutes every half hour or so; every third user is on the phone and every third span in the browser. */
async function fill({ queries }: Store, firstUser: number): Promise<void> {
  await queries.execute(`
      INSERT INTO session_spans
        (network_id, user_id, local_date, device, time_zone, period_start, started_at, ended_at, day_start, day_end, timeout_ms)
      WITH
        ${firstUser} + intDiv(number, ${spansPerUser}) AS user,
        number % ${spansPerUser} AS nth,
        [('Europe/Amsterdam', 1), ('Europe/London', 0), ('America/New_York', -5), ('Asia/Tokyo', 9)][user % 4 + 1] AS zone,
        toDate32('${night}') AS date,
        toDateTime64(date, 3, 'UTC') - toIntervalHour(zone.2) AS midnight,
        midnight + toIntervalMinute(480 + nth * 50) + toIntervalMillisecond(cityHash64(number) % 1500000) AS start
      SELECT
        concat('n', leftPad(toString(user % 100), 2, '0')),
        concat('u', leftPad(toString(user), 7, '0')),
        date,
        if(nth % 3 = 0, 'web', 'mobile'),
        zone.1,
        toDateTime64('2040-01-01', 3, 'UTC'),
        start,
        start + toIntervalSecond(480),
        midnight,
        midnight + toIntervalDay(1),
        if(nth % 3 = 0, 1800000, 300000)
      FROM numbers(${Math.min(usersPerInsert, userCount - firstUser) * spansPerUser})`)
}
