import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseReplayConfig } from '../services/replay/config.ts'
import { replay } from '../services/replay/replay.ts'

// Author times of the public git/git history over 21 years, ids hashed, with a timeout of two hours. The totals were counted independently.
const folder = join(import.meta.dirname, 'real')
const out = mkdtempSync(join(tmpdir(), 'stitchlog-real-'))
afterAll(() => rmSync(out, { recursive: true }))

test('twenty-one years of real work give the totals that were counted independently', async () => {
  const files = ['--events', join(folder, 'events.ndjson.gz'), '--tracking', join(folder, 'tracking.ndjson'), '--out', out]
  const { stitched } = await replay(parseReplayConfig([...files, '--retention-days', '36500'], '/'))
  expect(stitched.accepted).toBe(81_966)

  const parts: { durationMs: number; continuesFromPreviousDay: boolean }[] = readLines('sessions.ndjson')
  expect(parts.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBe(18_448_139_000)
  expect(parts.filter(({ continuesFromPreviousDay }) => !continuesFromPreviousDay)).toHaveLength(30_120)

  const days: { durationMs: number; sessionCount: number }[] = readLines('days.ndjson')
  expect(days.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBe(18_448_139_000)
  expect(days.reduce((sum, { sessionCount }) => sum + sessionCount, 0)).toBe(parts.length)
})

function readLines(file: string) {
  return readFileSync(join(out, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
