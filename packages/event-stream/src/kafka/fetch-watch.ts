/** A fetch normally takes no more than this beyond the brokers' wait for records, and the next fetch follows within this time. */
const longestGapMs = 250

interface Fetch {
  readonly startedAt: number
  readonly endedAt?: number
  readonly wasSlow?: boolean
}

/**
 * Watches whether a broker is polled without a break. While it is, the deletion of a topic fails the waiting fetch. During a break a topic may be
 * deleted, created again and filled unseen.
 */
export class FetchWatch {
  readonly #maxWaitMs: number
  readonly #now: () => number
  readonly #fetches = new Map<number, Fetch>()

  /** @param maxWaitMs how long brokers wait for records @param now any clock, in milliseconds */
  constructor(maxWaitMs: number, now: () => number) {
    this.#maxWaitMs = maxWaitMs
    this.#now = now
  }

  /** @returns whether there was a break before this fetch */
  begin(nodeId: number): boolean {
    const startedAt = this.#now()
    const last = this.#fetches.get(nodeId)
    this.#fetches.set(nodeId, { startedAt })
    if (last === undefined) return false
    return last.endedAt === undefined || last.wasSlow === true || startedAt - last.endedAt > longestGapMs
  }

  /** To be called only for fetches that the broker answered. @returns whether there was a break during this fetch */
  end(nodeId: number): boolean {
    const endedAt = this.#now()
    const { startedAt } = this.#fetches.get(nodeId) ?? { startedAt: endedAt }
    const wasSlow = endedAt - startedAt > this.#maxWaitMs + longestGapMs
    this.#fetches.set(nodeId, { startedAt, endedAt, wasSlow })
    return wasSlow
  }

  clear(): void {
    this.#fetches.clear()
  }
}
