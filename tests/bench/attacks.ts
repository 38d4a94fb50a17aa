// node tests/bench/attacks.ts [--seconds 30] [--only TEXT]
//
// Starts Stitchlog anew for each attack (those whose name has the text, or all) with its usual limits. One network attacks for so many seconds, with
// good tokens of its own. Another one sends an event and reads a user's days, one after the other, all the time: from before the attack until its
// end. Prints how long these calls took before and meanwhile, and how far the memory of the service grew. Ends with status 1 where the p99 was
// 500 ms or more, the memory grew by 200 MB or more, or a call of the other network failed.

import { readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { end, startStandalone, temporaryFolder, tokenFor } from '../../services/standalone/tests/standalone-process.ts'
import { type AttackOptions, attackNames, prepare } from './attack-worker.ts'
import { benchOptions } from './bench-options.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'

endWithHelpIfAsked(import.meta.filename)

const maxP99Ms = 500
const maxGrowthMb = 200
/** The attacker's address is another one, as it would be: limits of addresses are no limits of the other network. */
const agent = new Agent({ keepAlive: true, localAddress: '127.0.0.2' })

const { seconds: secondsText = '30', only = '' } = benchOptions('seconds', 'only')
const seconds = Number(secondsText)
if (!(seconds > 0)) {
  console.error('--seconds: a number above 0')
  process.exit(1)
}
let failures = 0
console.log('attack                          quiet p99   p99 ms   max ms   calls   grown MB   answers to the attacker')
for (const attack of attackNames.filter((name) => name.includes(only))) await measure(attack)
agent.destroy()
process.exitCode = failures > 0 ? 1 : 0

async function measure(attack: string): Promise<void> {
  const folder = temporaryFolder()
  const { child, address } = await startStandalone(folder, { STITCHLOG_ROLLUP_CRON: '0 0 29 2 *' })
  try {
    const attacker = await tokenFor(['attacker'])
    const victim = await tokenFor(['victim'])
    await prepare(address, attacker)
    await call(address, victim, 'PUT', '/v1/networks/victim/tracking', { enabled: true })
    await probe(address, victim, 3000)
    const quiet = await probe(address, victim, 5000)
    const before = residentMb(child.pid)
    let peak = before
    const sampler = setInterval(() => {
      peak = Math.max(peak, residentMb(child.pid))
    }, 100)
    const answers = new Map<number, number>()
    const workerData: AttackOptions = { attack, address, token: attacker }
    const worker = new Worker(new URL('attack-worker.ts', import.meta.url), { workerData })
    worker.on('message', (status: number) => answers.set(status, (answers.get(status) ?? 0) + 1))
    const { durationsMs, failed } = await probe(address, victim, seconds * 1000)
    clearInterval(sampler)
    await worker.terminate()
    const grown = peak - before
    const isRight = at(durationsMs, 0.99) < maxP99Ms && grown < maxGrowthMb && failed === 0
    if (!isRight) failures++
    const columns = [
      attack.padEnd(30),
      at(quiet.durationsMs, 0.99).toFixed(0).padStart(10),
      at(durationsMs, 0.99).toFixed(0).padStart(8),
      at(durationsMs, 1).toFixed(0).padStart(8),
      String(durationsMs.length).padStart(7),
      grown.toFixed(0).padStart(10),
      `  ${[...answers].map(([status, count]) => `${status}: ${count}`).join(', ')}`,
      failed > 0 ? `${failed} calls of the other network failed` : '',
      isRight ? '' : 'TOO MUCH',
    ]
    console.log(columns.join(' ').trimEnd())
  } finally {
    await end(child, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Sends an event and reads days by turns. @returns how long each call took, in milliseconds */
async function probe(address: string, token: string, forMs: number): Promise<{ durationsMs: number[]; failed: number }> {
  const durationsMs: number[] = []
  let failed = 0
  const until = performance.now() + forMs
  for (let nth = 0; performance.now() < until; nth++) {
    const event = { userId: `person ${nth % 50}`, device: 'web', timeZone: 'Europe/Amsterdam', occurredAt: Date.now() }
    const startedAt = performance.now()
    const status =
      nth % 2 === 0
        ? await call(address, token, 'POST', '/v1/events', { events: [event] })
        : await call(address, token, 'GET', `/v1/networks/victim/users/person%20${nth % 50}/days`)
    durationsMs.push(performance.now() - startedAt)
    if (status >= 300) failed++
    // Within its own limits: 1,200 reads a minute.
    await sleep(40)
  }
  return { durationsMs: durationsMs.sort((a, b) => a - b), failed }
}

async function call(address: string, token: string, method: string, path: string, body?: unknown): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const sent = request(address + path, { method, agent, headers }, async (response) => {
    await json(response).catch(() => {})
    resolve(response.statusCode ?? 0)
  })
  sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
  return await promise
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

function residentMb(pid: number | undefined): number {
  const [, kB = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kB) / 1000
}
