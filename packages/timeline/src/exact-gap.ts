/**
 * The rule of the exact gap: whether activity at `at` belongs to the session whose activity so far ends at `endedAt`. A gap of exactly the timeout still
 * does, one millisecond more begins a new session. The view `sessions` says the same in SQL.
 *
 * @param endedAt the earlier instant, in epoch milliseconds
 * @param at the later instant, in epoch milliseconds
 * @param timeoutMs the inactivity timeout of the tracking period and device
 */
export const isWithinTimeout = (endedAt: number, at: number, timeoutMs: number): boolean => at <= endedAt + timeoutMs
