import { constants } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { ExplainedError } from '@stitchlog/contracts'
import { errorKind, stackFrames } from './error-kind.ts'
import { createLogger } from './logger.ts'
import { parseOptions } from './parse-options.ts'
import { printHelpIfAsked } from './run-command.ts'

/** What a running service is to the process around it. */
export interface RunningService {
  /** Finishes what was begun and lets go of everything; called once. */
  stop(): Promise<void>
  /** What a process that cannot go on still does for others; a moment is all that it gets. */
  abandon?(): Promise<void>
  /** Rejects when the service cannot go on. */
  readonly failed: Promise<never>
}

const abandonTimeoutMs = 3000

/**
 * The life of a service's process: starts it, stops it at SIGTERM or SIGINT and ends with status 0, or 1 with one clear line when it cannot
 * start. A second signal ends the process at once.
 *
 * `--help` prints how it is used instead; other arguments are refused, so that nobody takes them for settings.
 *
 * Whatever else ends it, an error that nobody caught included, is one line of the log, at level `fatal`.
 */
export async function runService(name: string, usage: string, start: () => Promise<RunningService>): Promise<void> {
  if (printHelpIfAsked(process.argv.slice(2), usage)) return
  // Before the start, so that none is missed: one that comes during it stops the service as soon as it runs.
  const signal = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(128 + constants.signals[signal]))
        resolve()
      })
    }
  })
  const uncaught = new Promise<never>((_, reject) => {
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, reject)
  })
  let service: RunningService | undefined
  try {
    parseOptions(process.argv.slice(2), { usage, options: {} })
    service = await Promise.race([start(), uncaught])
    await Promise.race([signal, service.failed, uncaught])
    await Promise.race([service.stop(), uncaught])
    process.exit(0)
  } catch (error) {
    if (service === undefined && error instanceof ExplainedError) console.error(`${name}: ${error.message}`)
    else createLogger(name, 'fatal').fatal(fieldsOf(error), 'failed')
    await Promise.race([service?.abandon?.().catch(() => {}), setTimeout(abandonTimeoutMs)])
    process.exit(1)
  }
}

/** Without the messages of errors that are not ours to explain: they may quote what people sent. */
function fieldsOf(error: unknown): object {
  if (error instanceof ExplainedError) return { code: error.code, reason: error.message }
  const causes: string[] = []
  for (let cause = causeOf(error); cause !== undefined && causes.length < 5; cause = causeOf(cause)) causes.push(errorKind(cause))
  return { kind: errorKind(error), ...(causes.length === 0 ? {} : { causes }), stack: stackFrames(error) }
}

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined)
