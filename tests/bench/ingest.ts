// npm run bench:ingest -- [--seconds 10] [--only TEXT] [--rate 2000]
//
// What events cost ingest over HTTP: user and system CPU of the process from the operating system, requests a second, and how long answers take. Single
// events of 1,000 people with tokens of their own, and batches of 50 events from a backend, each as fast as they go and single events at a rate; with
// Kafka on this machine, and to standalone, where the figure includes all that it does with them. The client and the broker share the machine.
// Requests are not limited. --only measures those whose name has the text.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signToken } from '@stitchlog/http-kit'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { end, startStandalone, temporaryFolder, tokenFor, tokenSecret } from '../../services/standalone/tests/standalone-process.ts'
import { ServiceProcess } from '../distributed/service-process.ts'
import { startTemporaryStack } from '../distributed/temporary-stack.ts'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { tell } from './figures.ts'
import { type LoadOptions, load } from './http-load.ts'
import { cpuSecondsOf, peakMiBOf, quantile } from './process-cost.ts'

endWithHelpIfAsked(import.meta.filename)

const { seconds: secondsText = '10', only = '', rate: rateText = '2000' } = benchOptions('seconds', 'only', 'rate')
const seconds = Number(secondsText)
const rate = Number(rateText)
const userCount = 1000
const batchSize = 50
const warmUpSeconds = 3

const unlimited = {
  STITCHLOG_EVENT_REQUESTS_PER_MINUTE: '100000000',
  STITCHLOG_RELAY_REQUESTS_PER_MINUTE: '100000000',
  STITCHLOG_ADDRESS_REQUESTS_PER_MINUTE: '100000000',
  STITCHLOG_EVENTS_PER_USER_AND_MINUTE: '0',
  STITCHLOG_POINTS_PER_USER_AND_DATE: '0',
}

interface Run extends Pick<LoadOptions, 'connections' | 'perSecond'> {
  readonly name: string
  readonly requests: (from: number) => string[]
  readonly eventsPerRequest: number
}

const eventOf = (user: number, occurredAt: number) => ({
  userId: `user-${user}`,
  device: user % 3 === 0 ? 'web' : 'mobile',
  timeZone: ['Europe/Amsterdam', 'America/New_York', 'Asia/Tokyo'][user % 3],
  occurredAt,
})

function requestOf(token: string, events: readonly object[]): string {
  const body = JSON.stringify({ events })
  const headers = `host: ingest\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`
  return `POST /v1/events HTTP/1.1\r\n${headers}\r\n\r\n${body}`
}

const ownTokens = await Promise.all(
  Array.from({ length: userCount }, (_, user) =>
    signToken(tokenSecret, { subject: `user-${user}`, networks: ['acme'], scopes: ['activity:write'], expiresInSeconds: 36_000 }, Date.now()),
  ),
)
const relayToken = await tokenFor(['acme'])
/** Of events that occurred from an instant on. */
const singles = (from: number) => ownTokens.map((token, user) => requestOf(token, [eventOf(user, from)]))
const batches = (from: number) =>
  Array.from({ length: 100 }, (_, nth) =>
    requestOf(
      relayToken,
      Array.from({ length: batchSize }, (_, place) => eventOf((nth * batchSize + place) % userCount, from + place)),
    ),
  )
const runs: readonly Run[] = [
  { name: 'single events', requests: singles, connections: 64, eventsPerRequest: 1 },
  { name: `single events at ${rate}/s`, requests: singles, connections: 256, eventsPerRequest: 1, perSecond: rate },
  { name: 'batches of 50', requests: batches, connections: 16, eventsPerRequest: batchSize },
  { name: 'one client, single events', requests: singles, connections: 1, eventsPerRequest: 1 },
]

await measureBare()
await measureKafka()
await measureStandalone()
process.exit()

/** What Node's HTTP server costs by itself: nothing that is built on it can be cheaper. */
async function measureBare(): Promise<void> {
  const wanted = runs.filter(({ name }) => `bare: ${name}`.includes(only))
  if (wanted.length === 0) return
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-http.ts')], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const [line] = await once(child.stdout, 'data')
    for (const run of wanted) await measure(`bare: ${run.name}`, run, `http://127.0.0.1:${Number(line)}`, () => child.pid, false)
  } finally {
    child.stdin.end()
  }
}

async function measureKafka(): Promise<void> {
  const wanted = runs.filter(({ name }) => `kafka: ${name}`.includes(only))
  if (wanted.length === 0) return
  const folder = await mkdtemp(join(tmpdir(), 'stitchlog-ingest-'))
  const stack = await startTemporaryStack()
  const [port = 0] = await freePorts(1)
  const environment = { ...stack.environment, ...unlimited, STITCHLOG_TOKEN_SECRET: tokenSecret, KAFKA_PARTITIONS: '8' }
  const ingest = new ServiceProcess('ingest', port, environment, join(folder, 'ingest.log'))
  try {
    await ingest.ready()
    await switchOn(ingest.address)
    for (const run of wanted) await measure(`kafka: ${run.name}`, run, ingest.address, () => ingest.pid)
  } finally {
    await ingest.stop()
    await stack.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureStandalone(): Promise<void> {
  const wanted = runs.filter(({ name }) => `standalone: ${name}`.includes(only))
  if (wanted.length === 0) return
  const folder = temporaryFolder()
  const { child, address } = await startStandalone(folder, { ...unlimited, STITCHLOG_ROLLUP_CRON: '0 0 29 2 *' })
  try {
    await switchOn(address)
    for (const run of wanted) await measure(`standalone: ${run.name}`, run, address, () => child.pid)
  } finally {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
}

async function switchOn(address: string): Promise<void> {
  const headers = { authorization: `Bearer ${relayToken}`, 'content-type': 'application/json' }
  const { status } = await fetch(`${address}/v1/networks/acme/tracking`, { method: 'PUT', headers, body: '{"enabled":true}' })
  if (status !== 200) throw new Error(`tracking cannot be switched on: ${status}`)
}

async function measure(
  name: string,
  { eventsPerRequest, ...asked }: Run,
  address: string,
  pid: () => number | undefined,
  isCounting = true,
): Promise<void> {
  // Since the switch counts: what occurred before is dropped.
  const options = { ...asked, requests: asked.requests(Date.now()), host: '127.0.0.1', port: Number(new URL(address).port) }
  await load({ ...options, seconds: warmUpSeconds })
  const acceptedBefore = isCounting ? await acceptedBy(address) : 0
  const before = cpuSecondsOf(pid())
  const { answered, refused, latenciesMs } = await load({ ...options, seconds })
  const after = cpuSecondsOf(pid())
  const accepted = isCounting ? (await acceptedBy(address)) - acceptedBefore : answered * eventsPerRequest
  if (accepted !== answered * eventsPerRequest) throw new Error(`${name}: of ${answered * eventsPerRequest} events ${accepted} were accepted`)
  const thousands = (answered * eventsPerRequest) / 1000
  const latencies = [...latenciesMs]
  tell(`${name}: CPU`, (1000 * (after.user - before.user + after.system - before.system)) / thousands, 'ms a thousand events')
  tell(`${name}: of that system`, (1000 * (after.system - before.system)) / thousands, 'ms a thousand events')
  tell(`${name}: requests`, answered / seconds, 'a second')
  tell(`${name}: median`, quantile(latencies, 0.5), 'ms')
  tell(`${name}: p99`, quantile(latencies, 0.99), 'ms')
  tell(`${name}: peak memory`, peakMiBOf(pid()), 'MiB')
  if (Object.keys(refused).length > 0) throw new Error(`${name}: refused: ${JSON.stringify(refused)}`)
}

/** Events that were accepted since the start. */
async function acceptedBy(address: string): Promise<number> {
  const metrics = await (await fetch(`${address}/metrics`)).text()
  return Number(/^stitchlog_ingest_events_accepted_total (\S+)$/m.exec(metrics)?.[1])
}
