import { setTimeout } from 'node:timers/promises'

/** An instant to wait for. */
export interface Due {
  /** Epoch milliseconds. */
  readonly at: number
  /** The same on `performance`'s clock, which nobody sets: when clocks elsewhere have passed it, whatever becomes of ours. */
  readonly uptimeMs: number
}

/** @param now read once, when `at` is decided on */
export const dueAt = (at: number, now: number): Due => ({ at, uptimeMs: performance.now() + at - now })

/**
 * Resolves when an instant has passed, by the clock and by the time that went by; at once where that is further away than `longestMs`, and after
 * so long at the latest, however the clock is set meanwhile.
 */
export async function untilPast({ at, uptimeMs }: Due, now: () => number, longestMs: number): Promise<void> {
  // Strictly past: what is received after the answer is not received at the instant itself.
  const leftMs = () => Math.max(at - now() + 1, uptimeMs - performance.now())
  if (leftMs() > longestMs) return
  const givesUpAt = performance.now() + longestMs
  for (let ms = leftMs(); ms > 0 && performance.now() < givesUpAt; ms = leftMs()) {
    await setTimeout(Math.min(ms, Math.max(1, givesUpAt - performance.now())))
  }
}
