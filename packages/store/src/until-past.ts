import { setTimeout } from 'node:timers/promises'

/**
 * Resolves when a clock has passed an instant; at once where that is further away than `longestMs`, and after so long at the latest, whatever
 * the clock does meanwhile.
 *
 * @param at epoch milliseconds
 */
export async function untilPast(at: number, now: () => number, longestMs: number): Promise<void> {
  if (at - now() > longestMs) return
  const givesUpAt = performance.now() + longestMs
  for (let leftMs = longestMs; now() <= at && leftMs > 0; leftMs = givesUpAt - performance.now()) {
    await setTimeout(Math.min(at - now() + 1, leftMs))
  }
}
