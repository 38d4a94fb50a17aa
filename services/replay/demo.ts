// A first look: replays the bundled sample and prints what came out.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { replay } from './app.ts'
import { parseReplayConfig } from './config.ts'

const sample = join(import.meta.dirname, 'sample')
const out = mkdtempSync(join(tmpdir(), 'stitchlog-demo-'))
const files = ['--events', join(sample, 'events.ndjson'), '--tracking', join(sample, 'tracking.ndjson'), '--out', out]
const { stitched } = await replay(parseReplayConfig(files, '/'))

console.log(`
Stitchlog turns heartbeats of mobile and web clients into sessions and days.

The bundled sample holds ${stitched.accepted} heartbeats of three people that count and ${Object.values(stitched.dropped).reduce((a, b) => a + b)} that do not. Their sessions:
`)
console.table(readLines('sessions.ndjson'))
console.log('\nTheir days (activeDurationMs counts once where a phone and a browser were used at the same time):\n')
console.table(readLines('days.ndjson'))
console.log('\nDropped, by reason:\n')
console.table(JSON.parse(readFileSync(join(out, 'dropped.json'), 'utf8')).dropped)
console.log(`
The same with files of your own (README.md says what is in them):

  npm run replay -- --events EVENTS --tracking TRACKING --out DIR
`)
rmSync(out, { recursive: true })

function readLines(file: string): object[] {
  return readFileSync(join(out, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
