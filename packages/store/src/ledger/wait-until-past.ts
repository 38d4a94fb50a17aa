import { setTimeout } from 'node:timers/promises'

/** An instant to wait for. */
export interface Due {
  /** Epoch milliseconds. */
  readonly at: number
  /** The same instant on the monotonic clock (`performance.now()`): by then clocks on other machines have passed it, even if ours is set. */
  readonly uptimeMs: number
}

/** @param now read once, when `at` is decided on */
export const dueAt = (at: number, now: number): Due => ({ at, uptimeMs: performance.now() + at - now })

/**
 * Resolves when an instant has passed, both by the clock and by elapsed time. Resolves at once if the instant is further away than `longestMs`, and
 * after that time at the latest, even if the clock is set meanwhile.
 */
export async function untilPast({ at, uptimeMs }: Due, now: () => number, longestMs: number): Promise<void> {
  // Strictly past: an event that is received after the response must not have the same instant.
  const leftMs = () => Math.max(at - now() + 1, uptimeMs - performance.now())
  if (leftMs() > longestMs) return
  const givesUpAt = performance.now() + longestMs
  for (let ms = leftMs(); ms > 0 && performance.now() < givesUpAt; ms = leftMs()) {
    await setTimeout(Math.min(ms, Math.max(1, givesUpAt - performance.now())))
  }
}
