/** What the server said to a request, or that it said nothing. */
export interface Answer {
  /** 0 if there was none. */
  readonly status: number
  /** The header's value. */
  readonly retryAfter?: string | null
  readonly pauseForSeconds?: number | undefined
}

const firstPauseMs = 500
const longestPauseMs = 300_000

/** Nobody who asks to wait for longer knows that it will take longer. */
const longestToldMs = 3600_000

/** How long to send nothing, as the server has told: milliseconds, 0 if it told nothing. A date, which hardly anybody sends, counts as nothing. */
export function toldPause({ status, retryAfter, pauseForSeconds }: Answer): number {
  const seconds = status === 429 || status === 503 ? retryAfter : pauseForSeconds
  return Math.min(longestToldMs, Number(seconds) * 1000 || 0)
}

/**
 * How long to send nothing after failures, unless there is hope earlier.
 *
 * @param failures how many in a row
 * @returns milliseconds
 */
export const ownPause = (failures: number) => failures && Math.min(longestPauseMs, firstPauseMs * 2 ** failures)
