// One stitcher process from the beginning of a topic to the end that it has now; ends with a JSON line of what it cost. Needs a broker with the
// workload (KAFKA_BROKERS, default 127.0.0.1:29092) and the database that tests/bench/stitcher.ts prepares (CLICKHOUSE_URL).
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { eventsTopic, stitcherGroup } from '@stitchlog/contracts'
import kafkajs from 'kafkajs'

const environment = process.env
environment['KAFKA_BROKERS'] ??= '127.0.0.1:29092'
environment['CLICKHOUSE_URL'] ??= 'http://127.0.0.1:28123'
environment['PORT'] ??= '0'
environment['STITCHLOG_LOG_LEVEL'] ??= 'error'

const brokers = environment['KAFKA_BROKERS'].split(',')
const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin()
await admin.connect()
await admin.deleteGroups([stitcherGroup]).catch(() => {})
const ends = await admin.fetchTopicOffsets(eventsTopic)
const total = ends.reduce((sum, { high }) => sum + Number(high), 0)

// It ends when it is told to, below.
void import('../../services/stitcher/main.ts')

let quarter: { cpu: number; at: number; read: number } | undefined
for (;;) {
  const [committed] = await admin.fetchOffsets({ groupId: stitcherGroup, topics: [eventsTopic] })
  const read = committed?.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0) ?? 0
  if (read >= total / 4) quarter ??= { cpu: cpuSeconds(), at: process.uptime(), read }
  if (read >= total) break
  await setTimeout(100)
}
const end = { cpu: cpuSeconds(), at: process.uptime() }
const after = quarter ?? { cpu: 0, at: 0, read: 0 }
const millions = (total - after.read) / 1e6
console.log(
  JSON.stringify({
    name: `stitchlog node ${process.versions.node}`,
    events: total,
    cpu: Number(end.cpu.toFixed(2)),
    wall: Number(end.at.toFixed(2)),
    rssKiB: Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]),
    marginalCpuPerMillion: Number(((end.cpu - after.cpu) / millions).toFixed(3)),
    marginalEventsPerSecond: Math.round((total - after.read) / (end.at - after.at)),
  }),
)
process.kill(process.pid, 'SIGTERM')

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
