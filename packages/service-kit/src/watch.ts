import { repeatUntil } from './repeat-until.ts'
import { noteFailure, noteSuccess, type OutageOptions } from './retries.ts'
import { withinTime } from './within-time.ts'

/** A dependency that does not respond within this time is unavailable. */
const defaultTimeoutMs = 10_000

export interface WatchOptions extends OutageOptions {
  /** Ends the checks. */
  readonly signal: AbortSignal
  readonly everyMs?: number
  readonly timeoutMs?: number
  /** Errors that say nothing about the dependency: they make it neither unavailable nor available. */
  readonly ignores?: (error: unknown) => boolean
}

/** Checks a dependency every few seconds, so that readiness is up to date even without requests. */
export function watch(check: () => Promise<unknown>, options: WatchOptions): void {
  const { signal, everyMs = 5000, timeoutMs = defaultTimeoutMs, ignores, ...outage } = options
  outage.health.watches(outage.dependency)
  repeatUntil(signal, everyMs, async () => {
    try {
      await withinTime(check(), timeoutMs)
      noteSuccess(outage)
    } catch (error) {
      if (ignores?.(error) !== true) noteFailure(error, outage)
    }
  })
}
