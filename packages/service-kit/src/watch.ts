import { noteFailure, type OutageOptions } from './retries.ts'
import { withinTime } from './within-time.ts'

/** What does not answer for so long is away. */
const checkTimeoutMs = 10_000

/** Asks after a dependency every few seconds, so that readiness follows without requests; returns how to stop. */
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
