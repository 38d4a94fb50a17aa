/** Beyond the time that brokers are asked to wait for records, a fetch takes no longer than this as a rule, and the next one follows in it. */
const longestGapMs = 250

interface Fetch {
  readonly startedAt: number
  readonly endedAt?: number
  readonly wasSlow?: boolean
}

/**
 * Whether a broker was asked without a break. While it is, a topic that is deleted fails the fetch that waits for it; in a break one may be deleted,
 * made anew and filled unseen.
 */
export class FetchWatch {
  readonly #maxWaitMs: number
  readonly #now: () => number
  readonly #fetches = new Map<number, Fetch>()

  /** @param maxWaitMs so long brokers wait for records @param now any clock, in milliseconds */
  constructor(maxWaitMs: number, now: () => number) {
    this.#maxWaitMs = maxWaitMs
    this.#now = now
  }

  /** @returns whether there was a break before it */
  begin(nodeId: number): boolean {
    const startedAt = this.#now()
    const last = this.#fetches.get(nodeId)
    this.#fetches.set(nodeId, { startedAt })
    if (last === undefined) return false
    return last.endedAt === undefined || last.wasSlow === true || startedAt - last.endedAt > longestGapMs
  }

  /** To be called for those only that the broker answered. @returns whether there was a break in it */
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
