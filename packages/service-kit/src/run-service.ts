import { constants } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { ExplainedError } from '@stitchlog/contracts'
import { errorKindByItself, stackFrames } from './error-kind.ts'
import { createLogger } from './logger.ts'
import { parseOptions } from './parse-options.ts'
import { printHelpIfAsked } from './run-command.ts'

/** What the process needs to know about its running service. */
export interface RunningService {
  /** Finishes the work in progress and releases everything; called once, after the signal that the start was given. */
  stop(): Promise<void>
  /** What a failing process still does for other processes; it has only a moment for that. */
  abandon?(): Promise<void>
  /** Rejects when the service cannot continue. */
  readonly failed: Promise<never>
}

const abandonTimeoutMs = 3000

/**
 * Runs a service's process: starts the service, stops it at SIGTERM or SIGINT and exits with status 0. If the service cannot start, prints one
 * clear line and exits with status 1. A second signal ends the process at once.
 *
 * `--help` prints the usage instead. Other arguments are rejected, so that nobody takes them for settings.
 *
 * If anything else ends the process, including an uncaught error, the log gets one line at level `fatal`.
 */
export async function runService(name: string, usage: string, start: (stopping: AbortSignal) => Promise<RunningService>): Promise<void> {
  if (printHelpIfAsked(process.argv.slice(2), usage)) return
  // Registered before the start, so that no signal is missed: a signal during the start stops the service as soon as it runs.
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
  const stopping = new AbortController()
  let service: RunningService | undefined
  try {
    parseOptions(process.argv.slice(2), { usage, options: {} })
    service = await Promise.race([start(stopping.signal), uncaught])
    await Promise.race([signal, service.failed, uncaught])
    stopping.abort()
    await Promise.race([service.stop(), uncaught])
    process.exit(0)
  } catch (error) {
    if (service === undefined && error instanceof ExplainedError) console.error(`${name}: ${error.message}`)
    else createLogger(name, 'fatal').fatal(fieldsOf(error), 'failed')
    await Promise.race([service?.abandon?.().catch(() => {}), setTimeout(abandonTimeoutMs)])
    process.exit(1)
  }
}

/** Omits the messages of all errors except `ExplainedError`, because they may quote what people sent. */
function fieldsOf(error: unknown): object {
  if (error instanceof ExplainedError) return { code: error.code, reason: error.message }
  const causes: string[] = []
  for (let cause = causeOf(error); cause !== undefined && causes.length < 5; cause = causeOf(cause)) causes.push(errorKindByItself(cause))
  return { kind: errorKindByItself(error), ...(causes.length === 0 ? {} : { causes }), stack: stackFrames(error) }
}

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined)
