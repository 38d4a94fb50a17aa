import { noteFailure, type OutageOptions } from './retries.ts'

const everyMs = 5000

/** Asks after a dependency every few seconds, so that readiness follows without requests; returns how to stop. */
export function watch(check: () => Promise<unknown>, outage: OutageOptions): () => void {
  let isChecking = false
  const timer = setInterval(async () => {
    if (isChecking) return
    isChecking = true
    try {
      await check()
      outage.health.isBack(outage.dependency)
    } catch (error) {
      noteFailure(error, outage)
    }
    isChecking = false
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
