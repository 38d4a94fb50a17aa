import { shortestTimeoutMs } from './thin-points.ts'

/**
 * Adds a sign of life to those since the last beat, of which the first and the last are kept; more only if a timer is late, so that there may be a gap
 * that is longer than a session's.
 *
 * @param seen epoch milliseconds, growing; changed in place
 */
export function noteSign(seen: number[], at: number): void {
  if (at - (seen.at(-2) ?? Number.NaN) <= shortestTimeoutMs) seen.pop()
  seen.push(at)
}
