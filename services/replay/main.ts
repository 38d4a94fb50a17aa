import { constants } from 'node:os'
import { runCommand } from '@stitchlog/service-kit'
import { inputAside, parseReplayConfig, type ReplayConfig, replayUsage, workingFolder } from './config.ts'
import { runWithInputAside } from './input-aside.ts'
import { eventCountOf, format, Progress } from './progress.ts'
import { type ReplaySummary, replay } from './replay.ts'

const startedAt = performance.now()
await runCommand('replay', replayUsage, async (args) => {
  const config = parseReplayConfig(args, workingFolder())
  const readsInput = config.eventsFile === '-' || config.trackingFile === '-'
  if (readsInput && inputAside() === undefined) runWithInputAside()
  else await run(config)
})

async function run(config: ReplayConfig): Promise<void> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      process.exitCode = 128 + constants.signals[signal]
      stop.abort()
    })
  }
  const progress = new Progress(process.stderr)
  try {
    const summary = await replay(config, {
      signal: stop.signal,
      onStitching: (counts) => progress.showStitching(counts),
      onWriting: () => progress.showWriting(),
    })
    progress.end()
    console.log(describe(summary, config.outFolder))
  } catch (error) {
    if (!stop.signal.aborted) throw error
  } finally {
    progress.end()
  }
}

function describe({ stitched, activity }: ReplaySummary, folder: string): string {
  const dropped = Object.entries(stitched.dropped).flatMap(([reason, count]) => (count > 0 ? [`${format(count)} ${reason}`] : []))
  const events = `${format(eventCountOf(stitched))} events: ${[`${format(stitched.accepted)} accepted`, ...dropped].join(', ')}`
  const sessions = `${format(activity.sessionParts)} session parts on ${format(activity.days)} days of ${format(activity.users)} users`
  return `${events}\n${sessions}\nin ${folder}, after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`
}
