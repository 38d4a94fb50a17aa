/** So long a process may do nothing before it counts as stuck. */
const stuckAfterMs = 60_000

/** What a process knows of its own state: whether it gets on, and which of the things it needs are away. */
export class Health {
  readonly #now: () => number
  readonly #away = new Map<string, string>()
  #lastProgressAt: number

  /** @param now any clock, in milliseconds */
  constructor(now: () => number) {
    this.#now = now
    this.#lastProgressAt = now()
  }

  /** To be called by whatever goes round and round, each time it has come round. */
  progressed(): void {
    this.#lastProgressAt = this.#now()
  }

  /**
   * @param how `is away` where that may pass by itself, `refuses` where somebody has to change something
   * @param reason without personal data
   */
  markUnavailable(dependency: string, reason: string, how: 'is away' | 'refuses' = 'is away'): void {
    this.#away.set(dependency, `${dependency} ${how}: ${reason}`)
  }

  markAvailable(dependency: string): void {
    if (this.#away.delete(dependency)) this.progressed()
  }

  /** What keeps the process from its work, or undefined: what readiness is asked for. */
  get missing(): string | undefined {
    const [reason] = this.#away.values()
    return reason
  }

  /** False only where a restart may help: no progress, and nothing known that explains it. */
  get isAlive(): boolean {
    return this.#away.size > 0 || this.#now() - this.#lastProgressAt < stuckAfterMs
  }
}
