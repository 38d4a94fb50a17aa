import { noteFailure, type OutageOptions } from './retries.ts'
import { withinTime } from './within-time.ts'

/** A dependency that does not respond within this time is unavailable. */
const checkTimeoutMs = 10_000

/** Checks a dependency every few seconds, so that readiness is up to date even without requests. @returns a function that stops it */
export function watch(check: () => Promise<unknown>, outage: OutageOptions, everyMs = 5000): () => void {
  let isChecking = false
  const timer = setInterval(async () => {
    if (isChecking) return
    isChecking = true
    try {
      await withinTime(check(), checkTimeoutMs)
      outage.health.markAvailable(outage.dependency)
    } catch (error) {
      noteFailure(error, outage)
    }
    isChecking = false
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
