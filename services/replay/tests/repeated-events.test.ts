import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { propertyParameters } from '../../../packages/timeline/tests/property-runs.ts'
import { randomFrom, shuffled } from '../../../packages/timeline/tests/seeded-random.ts'
import { parseReplayConfig } from '../config.ts'
import { replay } from '../replay.ts'

const timeoutMs = 60_000
const begin = Date.parse('2026-03-02T06:00Z')

test('events that come up to ten times, in any order, are the sessions that each of them once would be', { timeout: 300_000 }, async () => {
  const random = randomFrom(propertyParameters().seed)
  const folder = await mkdtemp(join(tmpdir(), 'stitchlog-repeated-'))
  // Enough of them for several inserts, each of which has some of the copies.
  const users = Array.from({ length: 40 }, (_, user) => `u${user}`)
  const heartbeats = users.flatMap((userId) => Array.from({ length: 500 }, (_, nth) => ({ userId, occurredAt: begin + nth * (timeoutMs + 1) })))
  const lines = heartbeats.flatMap((heartbeat) => {
    const line = JSON.stringify({ networkId: 'acme', device: 'web', timeZone: 'Etc/UTC', ...heartbeat })
    return Array.from({ length: 1 + Math.floor(random() * 10) }, () => line)
  })
  const events = join(folder, 'events.ndjson')
  const tracking = join(folder, 'tracking.ndjson')
  await writeFile(events, shuffled(lines, random).join('\n'))
  await writeFile(tracking, '{"networkId":"acme","change":"on","at":0,"inactivityTimeoutSeconds":{"web":60}}\n')

  await replay(parseReplayConfig(['--events', events, '--tracking', tracking, '--out', join(folder, 'out')], folder))

  const sessions = (await readFile(join(folder, 'out/sessions.ndjson'), 'utf8')).trim().split('\n')
  const shown = sessions.map((line): [string, number, number] => {
    const { userId, startedAt, durationMs }: { userId: string; startedAt: string; durationMs: number } = JSON.parse(line)
    return [userId, Date.parse(startedAt), durationMs]
  })
  const expected = heartbeats.map(({ userId, occurredAt }) => [userId, occurredAt, 0])
  expect(new Set(shown.map(String))).toEqual(new Set(expected.map(String)))
  expect(shown).toHaveLength(expected.length)
  await rm(folder, { recursive: true })
})
