import { ExplainedError } from '@stitchlog/contracts'
import { type ReplaySummary, replay } from './app.ts'
import { parseReplayConfig, workingFolder } from './config.ts'
import { eventCountOf, format, Progress } from './progress.ts'

const startedAt = performance.now()
const progress = new Progress(process.stderr)
try {
  const config = parseReplayConfig(process.argv.slice(2), workingFolder())
  const summary = await replay(config, { onStitching: (counts) => progress.showStitching(counts), onWriting: () => progress.showWriting() })
  progress.end()
  console.log(describe(summary, config.outFolder))
} catch (error) {
  progress.end()
  if (!(error instanceof ExplainedError)) throw error
  console.error(`replay: ${error.message}`)
  process.exitCode = 1
}

function describe({ stitched, activity }: ReplaySummary, folder: string): string {
  const dropped = Object.entries(stitched.dropped).flatMap(([reason, count]) => (count > 0 ? [`${format(count)} ${reason}`] : []))
  const events = `${format(eventCountOf(stitched))} events: ${[`${format(stitched.accepted)} accepted`, ...dropped].join(', ')}`
  const sessions = `${format(activity.sessionParts)} session parts on ${format(activity.days)} days of ${format(activity.users)} users`
  return `${events}\n${sessions}\nin ${folder}, after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`
}
