// npm run bench:long-run -- [BACKLOG] [MINUTES]
//
// The memory of one stitcher process: while it works off a backlog (default 10 million events), and then under a steady load (default 30 minutes of
// 2,000 events a second). Its NODE_OPTIONS are those of infra/compose.yaml. Prints resident memory as it goes, and at the end what was stored.

import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { eventsTopic } from '@stitchlog/contracts'
import { appendTrackingChanges } from '@stitchlog/store'
import kafkajs from 'kafkajs'
import { TestSystem } from '../distributed/test-system.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { wholeNumbers } from './whole-numbers.ts'

endWithHelpIfAsked(import.meta.filename)

const [backlog = 0, minutes = 0] = wholeNumbers([10_000_000, 30])
const eventsPerSecond = 2000
const userCount = 100_000
const recordsPerSend = 10_000
const nodeOptions = '--max-semi-space-size=8'

const system = await TestSystem.start({ environment: { NODE_OPTIONS: nodeOptions } })
try {
  const ingest = await system.startService('ingest')
  await ingest.ready()
  await appendTrackingChanges(system.store, [{ networkId: 'acme', change: 'on', at: 0, changeId: '1' }])
  const producer = system.kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
  await producer.connect()
  const startedAt = Date.now() - 3_600_000
  let count = 0
  const next = () => {
    const user = `user ${count % userCount}`
    const occurredAt = Math.min(Date.now(), startedAt + count++)
    const value = JSON.stringify({
      networkId: 'acme',
      userId: user,
      device: count % 2 === 0 ? 'web' : 'mobile',
      timeZone: 'Europe/Amsterdam',
      occurredAt,
    })
    return { key: user, value }
  }
  const send = (size: number) => producer.send({ topic: eventsTopic, messages: Array.from({ length: size }, next) })

  while (count < backlog) await send(Math.min(recordsPerSend, backlog - count))
  console.log(`${count} events wait`)
  const beganAt = performance.now()
  const stitcher = await system.startService('stitcher')
  let largest = 0
  const sample = () => {
    const status = readFileSync(`/proc/${stitcher.pid}/status`, 'utf8')
    const residentMb = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1000)
    largest = Math.max(largest, residentMb)
    return residentMb
  }
  const sampling = setInterval(sample, 200)
  await system.workedOff(600_000)
  const seconds = (performance.now() - beganAt) / 1000
  console.log(`worked off in ${seconds.toFixed(0)} s, ${Math.round(backlog / seconds)} events a second; at most ${largest} MB resident`)

  for (let minute = 1; minute <= minutes; minute++) {
    largest = 0
    for (const until = Date.now() + 60_000; Date.now() < until; ) {
      const sentAt = Date.now()
      await send(eventsPerSecond)
      await setTimeout(Math.max(0, sentAt + 1000 - Date.now()))
    }
    console.log(`minute ${minute}: at most ${largest} MB resident, lag ${await system.lag()}`)
  }
  clearInterval(sampling)
  await producer.disconnect()
} finally {
  await system.stop()
}
process.exit()
