// node tests/bench/write-through.ts [PAIRS]
//
// What it costs standalone to write through to the disk: two processes, with and without, asked in turns.

import { rm } from 'node:fs/promises'
import { type Api, apiOf, end, startStandalone, temporaryFolder, tokenFor } from '../../services/standalone/tests/standalone-process.ts'
import { endWithHelpIfAsked } from './end-with-help.ts'
import { wholeNumbers } from './whole-numbers.ts'

endWithHelpIfAsked(import.meta.filename)

const [pairs = 0] = wholeNumbers([200])
const token = await tokenFor(['acme'])

async function start(fsync: 'on' | 'off') {
  const folder = temporaryFolder()
  const { child, address } = await startStandalone(folder, { STITCHLOG_FSYNC: fsync })
  const api = apiOf(address, token)
  await api.put('/v1/networks/acme/tracking', { enabled: true })
  return { fsync, folder, child, api }
}

const runs = [await start('on'), await start('off')]

async function msOf(api: Api, eventCount: number, nth: number): Promise<number> {
  const occurredAt = Date.now()
  const events = Array.from({ length: eventCount }, (_, index) => ({
    networkId: 'acme',
    userId: `${nth} ${index}`,
    device: 'web',
    timeZone: 'Etc/UTC',
    occurredAt,
  }))
  const beganAt = performance.now()
  const response = await api.post('/v1/events', { events })
  const answer: unknown = await response.json()
  const ms = performance.now() - beganAt
  if (response.status !== 202) throw new Error(JSON.stringify(answer))
  return ms
}

const quantile = (values: readonly number[], share: number) => (values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0).toFixed(1)

for (const [what, eventCount, concurrency] of [
  ['one event', 1, 1],
  ['1,000 events', 1000, 1],
  ['one event each of 16 clients', 1, 16],
] as const) {
  const measured = new Map<string, number[]>(runs.map(({ fsync }) => [fsync, []]))
  for (let pair = 0; pair < pairs; pair++) {
    for (const { fsync, api } of pair % 2 === 0 ? runs : runs.toReversed()) {
      const all = await Promise.all(Array.from({ length: concurrency }, (_, client) => msOf(api, eventCount, pair * concurrency + client)))
      if (pair >= 10) measured.get(fsync)?.push(...all)
    }
  }
  for (const [fsync, values] of measured) console.log(`${what}, fsync ${fsync}: median ${quantile(values, 0.5)} ms, p95 ${quantile(values, 0.95)} ms`)
}
for (const { child, folder } of runs) {
  await end(child)
  await rm(folder, { recursive: true, force: true })
}
