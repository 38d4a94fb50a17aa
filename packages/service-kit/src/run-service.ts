import { constants } from 'node:os'
import { ExplainedError } from '@stitchlog/contracts'

/** What a running service is to the process around it. */
export interface RunningService {
  /** Finishes what was begun and lets go of everything; called once. */
  stop(): Promise<void>
  /** Rejects when the service cannot go on. */
  readonly failed: Promise<never>
}

/**
 * The life of a service's process: starts it, stops it at SIGTERM or SIGINT and ends with status 0, or 1 with one clear line when it cannot
 * start. A second signal ends the process at once.
 */
export async function runService(name: string, start: () => Promise<RunningService>): Promise<void> {
  // Before the start, so that none is missed: one that comes during it stops the service as soon as it runs.
  const signal = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(128 + constants.signals[signal]))
        resolve()
      })
    }
  })
  try {
    const service = await start()
    await Promise.race([signal, service.failed])
    await service.stop()
    process.exit(0)
  } catch (error) {
    console.error(error instanceof ExplainedError ? `${name}: ${error.message}` : error)
    process.exit(1)
  }
}
