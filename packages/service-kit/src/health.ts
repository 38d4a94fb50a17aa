/** Without progress for this long, a process counts as stuck. */
const stuckAfterMs = 60_000

/** The state of a process: whether it makes progress, and which of its dependencies are unavailable. */
export class Health {
  readonly #now: () => number
  readonly #away = new Map<string, string>()
  #lastProgressAt: number

  /** @param now any clock, in milliseconds */
  constructor(now: () => number) {
    this.#now = now
    this.#lastProgressAt = now()
  }

  /** To be called by the process's main loop, once per iteration. */
  progressed(): void {
    this.#lastProgressAt = this.#now()
  }

  /**
   * @param how `is away` for an outage that may pass, `refuses` for a permanent error: somebody has to change something
   * @param reason without personal data
   */
  markUnavailable(dependency: string, reason: string, how: 'is away' | 'refuses' = 'is away'): void {
    this.#away.set(dependency, `${dependency} ${how}: ${reason}`)
  }

  markAvailable(dependency: string): void {
    if (this.#away.delete(dependency)) this.progressed()
  }

  /** Why the process is not ready, or undefined. */
  get missing(): string | undefined {
    const [reason] = this.#away.values()
    return reason
  }

  /** False only if a restart may help: there is no progress, and no known outage explains it. */
  get isAlive(): boolean {
    return this.#away.size > 0 || this.#now() - this.#lastProgressAt < stuckAfterMs
  }
}
