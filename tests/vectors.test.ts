import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ExplainedError } from '@stitchlog/contracts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { emptyTable, openTemporaryStore, type TemporaryStore } from '../packages/store/tests/temporary-store.ts'
import { propertyParameters } from '../packages/timeline/tests/property-runs.ts'
import { randomFrom, shuffled } from '../packages/timeline/tests/seeded-random.ts'
import { parseReplayConfig } from '../services/replay/config.ts'
import { readTrackingFile } from '../services/replay/read-tracking-file.ts'
import { replay, replayInto } from '../services/replay/replay.ts'

// Each folder of tests/vectors: two input files and arguments of `npm run replay`, and what must come out, byte for byte but for the order of
// keys and the wording of details.
const folder = join(import.meta.dirname, 'vectors')
const scratch = mkdtempSync(join(tmpdir(), 'stitchlog-vectors-'))
/** One for all of them, emptied by each: a new one takes longer than a replay. */
let temporary: TemporaryStore
beforeAll(async () => {
  temporary = await openTemporaryStore()
})
afterEach(async () => {
  for (const table of ['session_spans', 'tracking_ledger']) await emptyTable(temporary.store, table)
})
afterAll(async () => {
  await temporary.close()
  rmSync(scratch, { recursive: true })
})

const outputs = ['sessions.ndjson', 'days.ndjson', 'dropped.json', 'rejected.ndjson'] as const

for (const name of readdirSync(folder)) describe(name, () => testVector(name))

function testVector(name: string): void {
  const input = (file: string) => join(folder, name, file)

  if (readdirSync(input('expected')).includes('broken-tracking')) {
    test('stops at the broken line and writes nothing', async () => {
      const line = readFileSync(input('expected/broken-tracking'), 'utf8').trim()
      const run = replay(configOf(name, input('events.ndjson'), join(scratch, name)))
      await expect(run).rejects.toThrow(ExplainedError)
      await expect(run).rejects.toThrow(`line ${line}:`)
      expect(readdirSync(scratch)).not.toContain(name)
    })
    return
  }

  test('gives what is expected', async () => {
    const out = join(scratch, name)
    await replayHere(configOf(name, input('events.ndjson'), out))
    for (const file of outputs) expect(linesOf(join(out, file)), file).toEqual(linesOf(input(`expected/${file}`)))
  })

  test('gives the same with its lines shuffled, rejected lines by their new numbers', async () => {
    const lines = readFileSync(input('events.ndjson'), 'latin1').split('\n')
    const order = shuffled([...lines.keys()], randomFrom(propertyParameters().seed))
    const events = join(scratch, `${name}.ndjson`)
    writeFileSync(events, order.map((line) => lines[line]).join('\n'), 'latin1')
    const out = join(scratch, `${name}-shuffled`)
    await replayHere(configOf(name, events, out))

    for (const file of ['sessions.ndjson', 'days.ndjson', 'dropped.json'])
      expect(linesOf(join(out, file)), file).toEqual(linesOf(input(`expected/${file}`)))
    const movedTo = new Map(order.map((line, place) => [line + 1, place + 1]))
    const rejected = linesOf(input('expected/rejected.ndjson')).map((rejection) => ({ ...rejection, line: movedTo.get(Number(rejection['line'])) }))
    expect(linesOf(join(out, 'rejected.ndjson'))).toEqual(rejected.sort((a, b) => Number(a.line) - Number(b.line)))
  })
}

async function replayHere(config: ReturnType<typeof configOf>): Promise<void> {
  await replayInto(temporary.store, await readTrackingFile(config.trackingFile), config)
}

function configOf(name: string, events: string, out: string) {
  const more = readFileSync(join(folder, name, 'args'), 'utf8')
    .split(/\s+/)
    .filter((word) => word !== '')
  return parseReplayConfig(['--events', events, '--tracking', join(folder, name, 'tracking.ndjson'), '--out', out, ...more], '/')
}

function linesOf(file: string): Record<string, unknown>[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  return lines.map((line) => {
    const { detail, ...rest } = JSON.parse(line)
    return rest
  })
}
