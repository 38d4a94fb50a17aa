import { errorKind } from './error-kind.ts'
import type { OutageOptions } from './retries.ts'

const everyMs = 5000

/** Asks after a dependency every few seconds, so that readiness follows without requests; returns how to stop. */
export function watch(check: () => Promise<unknown>, { dependency, health, log }: OutageOptions): () => void {
  let isChecking = false
  const timer = setInterval(async () => {
    if (isChecking) return
    isChecking = true
    try {
      await check()
      health.isBack(dependency)
    } catch (error) {
      log.warn({ dependency, kind: errorKind(error) }, 'not-reachable')
      health.isAway(dependency, errorKind(error))
    }
    isChecking = false
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
