// The floor under any stitcher on kafkajs: parses each value of the topic and counts. Ends with a JSON line of what it cost.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { eventsTopic } from '@stitchlog/contracts'
import kafkajs from 'kafkajs'

const kafka = new kafkajs.Kafka({ brokers: (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:29092').split(','), logLevel: kafkajs.logLevel.NOTHING })
const admin = kafka.admin()
await admin.connect()
const open = new Map((await admin.fetchTopicOffsets(eventsTopic)).map(({ partition, high }) => [partition, BigInt(high)]))
await admin.disconnect()
const consumer = kafka.consumer({ groupId: `bare-${randomUUID()}` })
await consumer.connect()
await consumer.subscribe({ topics: [eventsTopic], fromBeginning: true })
let events = 0
let milliseconds = 0
await new Promise<void>((resolve) => {
  const eachBatch: Parameters<typeof consumer.run>[0] = {
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages) {
        const event: { occurredAt: number } = JSON.parse(value?.toString() ?? '')
        // So that no engine may leave out the work.
        milliseconds += event.occurredAt % 1000
        events++
      }
      if (BigInt(batch.lastOffset()) + 1n >= (open.get(batch.partition) ?? 0n)) open.delete(batch.partition)
      if (open.size === 0) resolve()
    },
  }
  void consumer.run(eachBatch)
})
const { user, system } = process.cpuUsage()
const cpu = Number(((user + system) / 1e6).toFixed(2))
const rssKiB = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
console.log(JSON.stringify({ name: 'kafkajs, parsing only', events, cpu, wall: Number(process.uptime().toFixed(2)), rssKiB, milliseconds }))
process.exit()
