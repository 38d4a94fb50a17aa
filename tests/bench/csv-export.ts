// node tests/bench/csv-export.ts [--sessions 200000] [--days 1000]
//
// Exports the sessions of one user over HTTP from an embedded store in a temporary folder, read by a client in a process of its own, while
// another client asks for two weeks of another user over and over. Prints the time to the first byte, the growth of the service's memory,
// and how long the other requests took, alone and meanwhile.

import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createHttpApp, createTokenVerifier, OperationRouter, signToken } from '@stitchlog/http-kit'
import { addQueryOperations, SignInCodes } from '@stitchlog/query'
import { downloadVariables } from '@stitchlog/query/download-variables'
import { signInVariables } from '@stitchlog/query/sign-in-variables'
import { createLogger, createMetrics } from '@stitchlog/service-kit'
import { migrate, SingleWriterLedger, type Store } from '@stitchlog/store'
import { openEmbeddedStore } from '@stitchlog/store/embedded'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { tell } from './figures.ts'

endWithHelpIfAsked(import.meta.filename)

const dayMs = 86_400_000
const lastDate = '2026-11-25'
const secret = 'a secret of the benchmark'

const values = benchOptions('sessions', 'days', 'client')
const dayCount = Number(values.days ?? 1000)
const sessionsPerDay = Math.round(Number(values.sessions ?? 200_000) / dayCount)
const firstDate = new Date(Date.parse(lastDate) - (dayCount - 1) * dayMs).toISOString().slice(0, 10)

if (values.client === undefined) await serve()
else await ask(values.client)

async function serve(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stitchlog-bench-'))
  const store = await openEmbeddedStore(folder)
  await migrate(store)
  await fill(store, 'busy', sessionsPerDay)
  await fill(store, 'other', 10)

  const now = () => Date.parse(lastDate) + dayMs - 1
  const log = createLogger('query', 'silent')
  const metrics = createMetrics()
  const http = createHttpApp({ log, metrics, missing: () => undefined })
  const router = new OperationRouter(http, createTokenVerifier({ secret }), Date.now)
  addQueryOperations(router, {
    store,
    ledger: await SingleWriterLedger.open(store, now),
    now,
    retentionDays: dayCount + 1,
    accessLogRetentionDays: 400,
    downloads: downloadVariables.parse({}),
    signInCodes: new SignInCodes(signInVariables.parse({}), metrics),
    log,
    metrics,
  })
  await http.listen({ host: '127.0.0.1', port: 0 })
  const address = http.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  const client = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--client', String(port)])
  let before = 0
  let greatest = 0
  const sampling = setInterval(() => {
    greatest = Math.max(greatest, process.memoryUsage.rss())
  }, 10)
  client.on('message', (event) => {
    if (event === 'begins') {
      globalThis.gc?.()
      before = process.memoryUsage.rss()
      greatest = before
    } else console.log(`${event}: memory ${megabytes(before)} before, at most ${megabytes(greatest - before)} more`)
  })
  await new Promise((resolve) => client.once('exit', resolve))
  clearInterval(sampling)
  await http.close()
  await store.close()
  rmSync(folder, { recursive: true })
}

/** Five minutes at a time, at equal distances over each day. */
async function fill({ queries }: Store, userId: string, perDay: number): Promise<void> {
  await queries.execute(`
      INSERT INTO session_spans
        (network_id, user_id, local_date, device, time_zone, period_start, started_at, ended_at, day_start, day_end, timeout_ms)
      WITH
        toDate32('${firstDate}') + intDiv(number, ${perDay}) AS date,
        toDateTime64(date, 3, 'UTC') AS midnight,
        midnight + toIntervalMillisecond(intDiv(number % ${perDay} * ${dayMs}, ${perDay})) AS start
      SELECT 'acme', '${userId}', date, if(number % 3 = 0, 'web', 'mobile'), 'Etc/UTC', toDateTime64('2020-01-01', 3, 'UTC'),
        start, start + toIntervalSecond(60), midnight, midnight + toIntervalDay(1), 60000
      FROM numbers(${perDay * dayCount})
      SETTINGS max_partitions_per_insert_block = 0`)
}

async function ask(port: string): Promise<void> {
  const grant = { subject: 'boss', networks: ['acme'], scopes: ['activity:read'], expiresInSeconds: 3600 } as const
  const authorization = `Bearer ${await signToken(secret, grant, Date.now())}`
  const request = (path: string, onFirstByte = () => {}) =>
    new Promise<number>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: `/v1/networks/acme/users/${path}`, headers: { authorization } }, (response) => {
        let bytes = 0
        response.once('data', onFirstByte)
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        response.on('end', () => resolve(bytes))
        response.on('error', reject)
      }).on('error', reject)
    })
  const timesOf = async (isOver: () => boolean) => {
    const timesMs: number[] = []
    while (!isOver()) {
      const startedAt = performance.now()
      await request('other/days')
      timesMs.push(performance.now() - startedAt)
      await setTimeout(5)
    }
    timesMs.sort((a, b) => a - b)
    const at = (share: number) => (timesMs[Math.floor(share * (timesMs.length - 1))] ?? 0).toFixed(0)
    return `median ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms (${timesMs.length})`
  }

  await timesOf(afterSeconds(2))
  console.log(`other requests alone: ${await timesOf(afterSeconds(3))}`)
  for (const call of [`busy/sessions.csv?from=${firstDate}`, `busy/days?from=${firstDate}`]) {
    process.send?.('begins')
    await setTimeout(200)
    let isOver = false
    const others = timesOf(() => isOver)
    const startedAt = performance.now()
    let firstByteMs = 0
    const bytes = await request(call, () => {
      firstByteMs = performance.now() - startedAt
    })
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(2)
    isOver = true
    const name = call.startsWith('busy/sessions.csv') ? 'CSV' : 'days as JSON'
    tell(`${name}: time`, Number(seconds), 's')
    tell(`${name}: first byte`, firstByteMs, 'ms')
    console.log(`${name}: ${megabytes(bytes)}; other requests meanwhile: ${await others}`)
    process.send?.(call)
    await setTimeout(200)
  }
  process.disconnect()
}

function afterSeconds(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000
  return () => performance.now() > end
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`
}
