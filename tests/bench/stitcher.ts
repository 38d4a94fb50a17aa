// npm run bench:stitcher -- [ROUNDS]
//
// What a stitcher process costs from Kafka to stored spans, beside a bare consumer that only parses, taking turns: user and system CPU seconds for a
// million events, and peak memory. KAFKA_BROKERS names a broker whose topic activity.events holds the workload: events of the networks n00 to n99,
// of which n00 to n89 are tracked. Afterwards the stored sessions are compared with those that sorting the topic gives.
//
// --prepare only starts the database on port 28123, prepared and empty, until it is ended by SIGTERM, and then compares what is stored: for whoever
// measures stitcher-engine.ts himself.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { eventsTopic } from '@stitchlog/contracts'
import { connectKafka, readTopicToEnd } from '@stitchlog/event-stream/kafka'
import { appendTrackingChanges, migrate, openHttpStore, readAllSessionParts, type Store } from '@stitchlog/store'
import { ServerProcess } from '../../infra/stack/server-process.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { wholeNumbers } from './whole-numbers.ts'

endWithHelpIfAsked(import.meta.filename)

const clickHousePort = 28_123
const environment = {
  ...process.env,
  KAFKA_BROKERS: process.env['KAFKA_BROKERS'] ?? '127.0.0.1:29092',
  CLICKHOUSE_URL: `http://127.0.0.1:${clickHousePort}`,
}
const timeoutMs = { mobile: 5 * 60_000, web: 30 * 60_000 }
const trackedNetworks = new Set(Array.from({ length: 90 }, (_, index) => `n${String(index).padStart(2, '0')}`))

const isPreparing = process.argv[2] === '--prepare'
const [rounds = 0] = isPreparing ? [] : wholeNumbers([3])
const folder = await mkdtemp(join(tmpdir(), 'stitchlog-bench-'))
const clickHouse = new ServerProcess({
  name: 'ClickHouse',
  command: process.execPath,
  arguments: [fileURLToPath(new URL('../../infra/stack/click-house-server.ts', import.meta.url)), String(clickHousePort), join(folder, 'data')],
  port: clickHousePort,
  logFile: join(folder, 'server.log'),
})
await clickHouse.start()
const store = openHttpStore({ url: environment.CLICKHOUSE_URL, user: 'default', password: '', database: 'default' })
try {
  await migrate(store)
  await appendTrackingChanges(
    store,
    [...trackedNetworks].map((networkId) => ({ networkId, change: 'on', at: 0, changeId: '0' })),
  )
  // The timer keeps the process alive.
  if (isPreparing) await Promise.race([setTimeout(2 ** 31 - 1), new Promise((resolve) => process.once('SIGTERM', resolve))])
  for (let round = 1; round <= rounds; round++) {
    report(round, await measure('bare-consumer.ts'))
    await store.queries.execute('TRUNCATE TABLE session_spans')
    report(round, await measure('stitcher-engine.ts'))
  }
  await compareSessions(store)
} finally {
  await store.close()
  await clickHouse.signal('SIGTERM')
  await rm(folder, { recursive: true, force: true })
}

interface Cost {
  readonly name: string
  readonly events: number
  readonly cpu: number
  readonly wall: number
  readonly rssKiB: number
}

async function measure(script: string): Promise<Cost> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')])
  const line = output.split('\n').findLast((candidate) => candidate.startsWith('{"name"'))
  if (line === undefined) throw new Error(`${script} said nothing of its cost: ${output}`)
  return JSON.parse(line)
}

function report(round: number, { name, events, cpu, wall, rssKiB }: Cost): void {
  const perMillion = (seconds: number) => ((seconds / events) * 1e6).toFixed(2)
  console.log(
    `round ${round}: ${name.padEnd(24)} ${perMillion(cpu)} CPU s and ${perMillion(wall)} s a million events, ${Math.round(rssKiB / 1024)} MiB at most`,
  )
}

/** Throws where the stored sessions are not those of the topic: sorted by key and instant, and cut where the gap is longer than the timeout. */
async function compareSessions(store: Store): Promise<void> {
  const instants = new Map<string, number[]>()
  const kafka = connectKafka({ brokers: environment.KAFKA_BROKERS.split(',') }, 'bench', () => {})
  await readTopicToEnd(kafka, eventsTopic, ({ value }) => {
    const { networkId, userId, device, timeZone, occurredAt } = JSON.parse(value?.toString() ?? '')
    if (!trackedNetworks.has(networkId)) return
    const key = [networkId, userId, device, timeZone].join('\t')
    const ofKey = instants.get(key)
    if (ofKey === undefined) instants.set(key, [occurredAt])
    else ofKey.push(occurredAt)
  })
  const expected = new Set<string>()
  for (const [key, ofKey] of instants) {
    const gapMs = key.includes('\tweb\t') ? timeoutMs.web : timeoutMs.mobile
    let start: number | undefined
    let end = 0
    for (const instant of ofKey.sort((a, b) => a - b)) {
      if (start === undefined) start = instant
      else if (instant - end > gapMs) {
        expected.add(`${key}\t${start}\t${end}`)
        start = instant
      }
      end = instant
    }
    expected.add(`${key}\t${start}\t${end}`)
  }

  const actual = new Set<string>()
  const open = new Map<string, number>()
  for await (const parts of readAllSessionParts(store)) {
    for (const { networkId, userId, device, zone, startedAt, endedAt, continuesFromPreviousDay, continuesOnNextDay } of parts) {
      const key = [networkId, userId, device, zone.name].join('\t')
      const start = continuesFromPreviousDay ? (open.get(key) ?? startedAt) : startedAt
      if (continuesOnNextDay) open.set(key, start)
      else actual.add(`${key}\t${start}\t${endedAt}`)
    }
  }
  const missing = expected.difference(actual).size
  const extra = actual.difference(expected).size
  console.log(`${expected.size} sessions expected, ${actual.size} stored: ${missing} missing, ${extra} too many`)
  if (missing + extra > 0) process.exitCode = 1
}
