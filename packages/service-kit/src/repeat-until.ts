/**
 * Does some work at an interval, one at a time: what would begin before the last one has ended is left out. The process does not go on for its sake.
 *
 * @param work must not reject
 * @param signal ends it
 */
export function repeatUntil(signal: AbortSignal, everyMs: number, work: () => Promise<void>): void {
  if (signal.aborted) return
  let isWorking = false
  const timer = setInterval(async () => {
    if (isWorking) return
    isWorking = true
    await work()
    isWorking = false
  }, everyMs)
  timer.unref()
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}
