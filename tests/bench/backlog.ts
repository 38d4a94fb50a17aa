// npm run bench:backlog -- [--events 10000000] [--stitchers 1,2,4] [--rates 100,1000,10000] [--seconds 30]
//
// Stitchers on a topic of 8 partitions. First, how fast 1, 2 and 4 of them work off a backlog, and what CPU time and memory they take. Then, what one of
// them and the database cost at a steady rate, and how long it takes from ingest's 202 until the event is readable. The brokers, the database and the
// sender share the machine.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { eventsTopic, stitcherGroup } from '@stitchlog/contracts'
import { signToken } from '@stitchlog/http-kit'
import { migrate, openHttpStore, readSessionParts } from '@stitchlog/store'
import kafkajs from 'kafkajs'
import { freePorts } from '../../infra/stack/free-ports.ts'
import { type ServiceName, ServiceProcess } from '../distributed/service-process.ts'
import { startTemporaryStack } from '../distributed/temporary-stack.ts'
import { benchOptions } from './bench-options.ts'
import { fillTopic, kafkaOf } from './bench-topic.ts'
import { trackNetworks } from './compare-sessions.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { tell } from './figures.ts'
import { heartbeats } from './heartbeats.ts'
import { cpuSecondsOf, peakMiBOf, quantile } from './process-cost.ts'

endWithHelpIfAsked(import.meta.filename)

const options = benchOptions('events', 'stitchers', 'rates', 'seconds')
const numbers = (list: string) => list.split(',').filter(Boolean).map(Number)
const eventCount = Number(options.events ?? 10_000_000)
const seconds = Number(options.seconds ?? 30)
const userCount = 50_000
const beatMs = 30_000
const sendMs = 100
const pollMs = 10
const markerMs = 200
const tokenSecret = 'a secret for benchmarks, of more than 32 characters'

const folder = await mkdtemp(join(tmpdir(), 'stitchlog-backlog-'))
const stack = await startTemporaryStack()
const { clickHouse: database } = stack
const kafka = kafkaOf(stack.environment.KAFKA_BROKERS)
const admin = kafka.admin()
const store = openHttpStore({ url: stack.environment.CLICKHOUSE_URL, user: 'default', password: '', database: 'default' })
const running: ServiceProcess[] = []
try {
  await admin.connect()
  await migrate(store)
  await trackNetworks(store)
  await fillTopic(kafka, heartbeats(eventCount, userCount))
  for (const count of numbers(options.stitchers ?? '1,2,4')) await workOff(count)
  for (const rate of numbers(options.rates ?? '100,1000,10000')) await keepUp(rate)
} finally {
  await stopServices()
  await admin.disconnect()
  await store.close()
  await stack.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exit()

async function startService(name: ServiceName): Promise<ServiceProcess> {
  const [port = 0] = await freePorts(1)
  const environment = { ...stack.environment, STITCHLOG_TOKEN_SECRET: tokenSecret, NODE_OPTIONS: '--max-semi-space-size=8' }
  const service = new ServiceProcess(name, port, environment, join(folder, `${name}-${port}.log`))
  running.push(service)
  return service
}

async function stopServices(): Promise<void> {
  await Promise.all(running.splice(0).map((service) => service.stop()))
}

function totalCpu(pid: number | undefined): number {
  const { user, system } = cpuSecondsOf(pid)
  return user + system
}

/** Of a container it is not known here. */
function databaseCpu(): number {
  const server: object = database
  return 'pid' in server && typeof server.pid === 'number' ? totalCpu(server.pid) : Number.NaN
}

async function lag(): Promise<number> {
  const ends = await admin.fetchTopicOffsets(eventsTopic)
  const [committed] = await admin.fetchOffsets({ groupId: stitcherGroup, topics: [eventsTopic] })
  const offsets = new Map(committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
  return ends.reduce((sum, { partition, high }) => sum + Number(high) - Math.max(0, offsets.get(partition) ?? 0), 0)
}

async function workOff(count: number): Promise<void> {
  await admin.deleteGroups([stitcherGroup]).catch(() => {})
  await store.queries.execute('TRUNCATE TABLE session_spans')
  const cpuBefore = databaseCpu()
  const stitchers = await Promise.all(Array.from({ length: count }, () => startService('stitcher')))
  const beganAt = performance.now()
  // The group is not known at once.
  while ((await lag().catch(() => undefined)) !== 0) await setTimeout(200)
  const took = (performance.now() - beganAt) / 1000
  const cpu = stitchers.reduce((sum, { pid }) => sum + totalCpu(pid), 0)
  const name = `backlog, ${count} stitcher${count === 1 ? '' : 's'}`
  tell(`${name}: events a second`, eventCount / took, 'events/s')
  tell(`${name}: CPU of the stitchers`, (cpu / eventCount) * 1e6, 's a million events')
  tell(`${name}: CPU of the database`, ((databaseCpu() - cpuBefore) / eventCount) * 1e6, 's a million events')
  tell(`${name}: peak memory of one`, Math.max(...stitchers.map(({ pid }) => peakMiBOf(pid))), 'MiB')
  await stopServices()
}

async function keepUp(rate: number): Promise<void> {
  const stitcher = await startService('stitcher')
  const ingest = await startService('ingest')
  await Promise.all([stitcher.ready(), ingest.ready()])
  const stop = new AbortController()
  const sending = sendOn(rate, stop.signal)
  await setTimeout(5000)
  const before = { stitcher: totalCpu(stitcher.pid), database: databaseCpu(), at: performance.now() }
  const latencies = await watchMarkers(ingest.address, before.at + seconds * 1000)
  const thousands = (rate * (performance.now() - before.at)) / 1e6
  const name = `${rate} events/s`
  tell(`${name}: CPU of a stitcher`, ((totalCpu(stitcher.pid) - before.stitcher) * 1000) / thousands, 'ms a thousand events')
  tell(`${name}: CPU of the database, and of the reads here`, ((databaseCpu() - before.database) * 1000) / thousands, 'ms a thousand events')
  tell(`${name}: from 202 to readable, median`, quantile(latencies, 0.5), 'ms')
  tell(`${name}: from 202 to readable, p99`, quantile(latencies, 0.99), 'ms')
  tell(`${name}: peak memory of a stitcher`, peakMiBOf(stitcher.pid), 'MiB')
  stop.abort()
  await sending
  await stopServices()
}

/** So many events a second, of users who send one each half minute. */
async function sendOn(rate: number, signal: AbortSignal): Promise<void> {
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
  await producer.connect()
  const users = Math.ceil((rate * beatMs) / 1000)
  const startedAt = Date.now()
  for (let sent = 0; !signal.aborted; await setTimeout(sendMs)) {
    const wanted = Math.floor(((Date.now() - startedAt) / 1000) * rate)
    const messages = Array.from({ length: wanted - sent }, (_, n) => {
      const user = (sent + n) % users
      const [networkId, userId, now] = [`n${String(user % 90).padStart(2, '0')}`, `steady-${user}`, Date.now()]
      const event = { networkId, userId, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: now, receivedAt: now }
      return { key: `${networkId}:${userId}`, value: JSON.stringify(event) }
    })
    sent = wanted
    if (messages.length > 0) await producer.send({ topic: eventsTopic, messages })
  }
  await producer.disconnect()
}

/** Sends an event of somebody new again and again, and looks when it can be read. @returns milliseconds from the answer 202 */
async function watchMarkers(address: string, until: number): Promise<number[]> {
  const grant = { subject: 'bench', networks: ['n00'], scopes: ['activity:relay'], expiresInSeconds: 3600 } as const
  const headers = { authorization: `Bearer ${await signToken(tokenSecret, grant, Date.now())}`, 'content-type': 'application/json' }
  const today = new Date().toISOString().slice(0, 10)
  const watched: Promise<number>[] = []
  const watch = async (userId: string) => {
    const events = [{ userId, device: 'web', timeZone: 'Etc/UTC', occurredAt: Date.now() }]
    const { status } = await fetch(`${address}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) })
    if (status !== 202) throw new Error(`an event is answered with ${status}`)
    const answeredAt = performance.now()
    while ((await readSessionParts(store, 'n00', userId, { from: today, to: today })).length === 0) await setTimeout(pollMs)
    return performance.now() - answeredAt
  }
  for (let nth = 0; performance.now() < until; nth++, await setTimeout(markerMs)) watched.push(watch(`marker-${Date.now()}-${nth}`))
  return await Promise.all(watched)
}
