// node tests/bench/generate-events.ts EVENTS USERS > events.ndjson
//
// Heartbeats as a platform sends them, the same for the same arguments; see heartbeats.ts.
import { once } from 'node:events'
import { heartbeats } from './heartbeats.ts'

const [eventCount = 1_000_000, userCount = 50_000] = process.argv.slice(2).map(Number)
for (const beats of heartbeats(eventCount, userCount))
  if (!process.stdout.write(`${beats.map(({ value }) => value).join('\n')}\n`)) await once(process.stdout, 'drain')
