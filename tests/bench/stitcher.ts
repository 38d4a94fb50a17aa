// npm run bench:stitcher -- [ROUNDS] [EVENTS]
//
// What a stitcher process costs from Kafka to stored spans, beside a bare consumer that only parses, taking turns: user and system CPU seconds for a
// million events, and peak memory. KAFKA_BROKERS names a broker whose topic activity.events holds the workload: events of the networks n00 to n99,
// of which n00 to n89 are tracked; without it, a broker is started and so many events (4 million) are written to it. Afterwards the stored sessions are
// compared with those that sorting the topic gives.
//
// --exact EVENTS [CODEC...] compares the sessions of so many events, 1 % of which come a day late, once for each codec, or once for `all`
// by turns (without any: once for each that Kafka has).
// --users COUNT measures the memory of a stitcher that keeps an open span of each of so many users.
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
import { migrate, openHttpStore, type Store } from '@stitchlog/store'
import { ServerProcess } from '../../infra/stack/server-process.ts'
import { startTemporaryStack } from '../distributed/temporary-stack.ts'
import { beatsOfAll, compressions, fillTopic, isCompression, kafkaOf } from './bench-topic.ts'
import { compareSessions, trackNetworks } from './compare-sessions.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { tell } from './figures.ts'
import { heartbeats } from './heartbeats.ts'
import { wholeNumbers } from './whole-numbers.ts'

endWithHelpIfAsked(import.meta.filename)

const clickHousePort = 28_123
const workload = { events: 4_000_000, users: 50_000 }
const dayLateShare = 0.01
/** As infra/compose.yaml has it. */
const usualOptions = '--max-semi-space-size=8'

const [mode, ...rest] = process.argv.slice(2)
if (mode === '--prepare') await prepare()
else if (mode === '--exact') await withStack((stack) => compareCodecs(stack, rest))
else if (mode === '--users') await withStack((stack) => keepUsers(stack, Number(rest[0] ?? 1_000_000)))
else {
  const [rounds = 0, events = 0] = wholeNumbers([3, workload.events])
  const brokers = process.env['KAFKA_BROKERS']
  await withStack(async (stack) => {
    if (brokers === undefined) await fillTopic(kafkaOf(stack.brokers), heartbeats(events, workload.users))
    await takeTurns({ ...stack, brokers: brokers ?? stack.brokers }, rounds)
  })
}
process.exit()

interface Parts {
  readonly brokers: string
  readonly clickHouse: string
  readonly store: Store
}

/** A broker and a database of its own, with the networks tracked. */
async function withStack(use: (parts: Parts) => Promise<void>): Promise<void> {
  const stack = await startTemporaryStack()
  const { KAFKA_BROKERS: brokers, CLICKHOUSE_URL: clickHouse } = stack.environment
  const store = await openPrepared(clickHouse)
  try {
    await use({ brokers, clickHouse, store })
  } finally {
    await store.close()
    await stack.stop()
  }
}

async function openPrepared(url: string): Promise<Store> {
  const store = openHttpStore({ url, user: 'default', password: '', database: 'default' })
  await migrate(store)
  await trackNetworks(store)
  return store
}

async function prepare(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stitchlog-bench-'))
  const clickHouse = new ServerProcess({
    name: 'ClickHouse',
    command: process.execPath,
    arguments: [fileURLToPath(new URL('../../infra/stack/click-house-server.ts', import.meta.url)), String(clickHousePort), join(folder, 'data')],
    port: clickHousePort,
    logFile: join(folder, 'server.log'),
  })
  try {
    await clickHouse.start()
    const store = await openPrepared(`http://127.0.0.1:${clickHousePort}`)
    // The timer keeps the process alive, and has to go with the signal.
    const told = new AbortController()
    process.once('SIGTERM', () => told.abort())
    await setTimeout(2 ** 31 - 1, undefined, { signal: told.signal }).catch(() => {})
    if (!(await compareSessions(kafkaOf(process.env['KAFKA_BROKERS'] ?? '127.0.0.1:29092'), store))) process.exitCode = 1
    await store.close()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  } finally {
    await clickHouse.signal('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
}

async function takeTurns(parts: Parts, rounds: number): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    report(`round ${round}`, await measure('bare-consumer.ts', parts))
    await parts.store.queries.execute('TRUNCATE TABLE session_spans')
    report(`round ${round}`, await measure('stitcher-engine.ts', parts))
  }
  await compare(parts)
}

async function compareCodecs(parts: Parts, [eventsText = String(workload.events), ...names]: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !isCompression(name))
  if (unknown !== undefined) throw new Error(`${unknown}: no such codec; there are all, ${Object.keys(compressions).join(', ')}`)
  for (const codec of names.length > 0 ? names.filter(isCompression) : Object.keys(compressions).filter(isCompression)) {
    await fillTopic(kafkaOf(parts.brokers), heartbeats(Number(eventsText), workload.users, dayLateShare), codec)
    await parts.store.queries.execute('TRUNCATE TABLE session_spans')
    report(codec, await measure('stitcher-engine.ts', parts))
    await compare(parts)
  }
}

async function keepUsers(parts: Parts, users: number): Promise<void> {
  await fillTopic(kafkaOf(parts.brokers), beatsOfAll(users, 4))
  report(`${users} users`, await measure('stitcher-engine.ts', parts, { STITCHER_MAX_OPEN_SPANS: String(2 * users) }))
  await compare(parts)
}

async function compare({ brokers, store }: Parts): Promise<void> {
  if (!(await compareSessions(kafkaOf(brokers), store))) process.exitCode = 1
}

interface Cost {
  readonly name: string
  readonly events: number
  readonly cpu: number
  readonly wall: number
  readonly rssKiB: number
  readonly marginalCpuPerMillion?: number
}

async function measure(script: string, { brokers, clickHouse }: Parts, environment: Record<string, string> = {}): Promise<Cost> {
  const own = { KAFKA_BROKERS: brokers, CLICKHOUSE_URL: clickHouse, NODE_OPTIONS: script === 'stitcher-engine.ts' ? usualOptions : '' }
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], {
    env: { ...process.env, ...own, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')])
  const line = output.split('\n').findLast((candidate) => candidate.startsWith('{"name"'))
  if (line === undefined) throw new Error(`${script} said nothing of its cost: ${output}`)
  return JSON.parse(line)
}

function report(what: string, { name, events, cpu, wall, rssKiB, marginalCpuPerMillion }: Cost): void {
  const perMillion = (seconds: number) => (seconds / events) * 1e6
  tell(`${what}, ${name}: CPU`, perMillion(cpu), 's a million events')
  if (marginalCpuPerMillion !== undefined) tell(`${what}, ${name}: CPU after the first quarter`, marginalCpuPerMillion, 's a million events')
  tell(`${what}, ${name}: time`, perMillion(wall), 's a million events')
  tell(`${what}, ${name}: peak memory`, rssKiB / 1024, 'MiB')
}
