// npm run bench:replay -- [EVENTS] [USERS] [ROUNDS]
//
// What a replay costs (default: 20 million events of 1 million users, once): the command as it is run, on a gzip file of heartbeats with tracking on in
// 90 of their 100 networks. Time, user and system CPU of the process from the operating system, and its peak memory.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { tell } from './figures.ts'
import { heartbeats } from './heartbeats.ts'
import { cpuSecondsOfChildren, peakMiBOf } from './process-cost.ts'
import { wholeNumbers } from './whole-numbers.ts'

endWithHelpIfAsked(import.meta.filename)

const [events = 0, users = 0, rounds = 0] = wholeNumbers([20_000_000, 1_000_000, 1])
const root = resolve(import.meta.dirname, '../..')
const folder = await mkdtemp(join(tmpdir(), 'stitchlog-bench-'))
/** It takes minutes to make, so it stays for the next time. */
const eventsFile = join(tmpdir(), `stitchlog-heartbeats-${events}-${users}.ndjson.gz`)
try {
  if (!existsSync(eventsFile)) {
    await pipeline(Readable.from(linesOf()), createGzip({ level: 1 }), createWriteStream(`${eventsFile}.part`))
    await rename(`${eventsFile}.part`, eventsFile)
  }
  const trackingFile = join(folder, 'tracking.ndjson')
  const networks = Array.from({ length: 90 }, (_, index) => `n${String(index).padStart(2, '0')}`)
  await writeFile(trackingFile, networks.map((networkId) => `${JSON.stringify({ networkId, change: 'on', at: 0 })}\n`).join(''))
  for (let round = 0; round < rounds; round++) await replay(trackingFile)
} finally {
  await rm(folder, { recursive: true, force: true })
}

function* linesOf(): Generator<string> {
  for (const beats of heartbeats(events, users)) yield `${beats.map(({ value }) => value).join('\n')}\n`
}

async function replay(trackingFile: string): Promise<void> {
  // So that neither run reads from the disk what another one finds in memory.
  for await (const _ of createReadStream(eventsFile, { highWaterMark: 2 ** 20 }));
  const before = cpuSecondsOfChildren()
  const beganAt = performance.now()
  const options = ['--events', eventsFile, '--tracking', trackingFile, '--out', join(folder, 'out')]
  const child = spawn(process.execPath, [...(await nodeArguments()), ...options], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  let peakMiB = 0
  const sampling = setInterval(() => {
    const miB = peakMiBOf(child.pid)
    // One that has just ended has none.
    if (miB > peakMiB) peakMiB = miB
  }, 50)
  child.once('exit', () => clearInterval(sampling))
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error(`the replay ended with ${status}`)
  const seconds = (performance.now() - beganAt) / 1000
  const after = cpuSecondsOfChildren()
  tell('replay: time', seconds, 's')
  tell('replay: user CPU', after.user - before.user, 's')
  tell('replay: system CPU', after.system - before.system, 's')
  tell('replay: events a second', events / seconds, 'events/s')
  tell('replay: peak memory', peakMiB, 'MiB')
}

/** Those of `npm run replay`. */
async function nodeArguments(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  return String(scripts.replay).replace('exec node ', '').split(' ')
}
