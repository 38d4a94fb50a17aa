/** Without progress for this long, a process counts as stuck. */
const stuckAfterMs = 60_000

/** An outage is logged when it begins, and again after this time. */
const logAgainMs = 30_000

interface Outage {
  text: string
  readonly since: number
  loggedAt: number
  /** Failures since it was last logged. */
  unlogged: number
}

/** The state of a process: whether it makes progress, and which of its dependencies are unavailable. */
export class Health {
  readonly #now: () => number
  readonly #away = new Map<string, Outage>()
  readonly #known = new Set<string>()
  readonly #failures = new Map<string, Map<string, number>>()
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

  /** Makes a dependency known before anything is said of it: it counts as available. */
  watches(dependency: string): void {
    this.#known.add(dependency)
  }

  /** Counts a failure of a dependency by its code, which is from a closed list or a class of errors. */
  failed(dependency: string, code: string): void {
    const codes = this.#failures.get(dependency) ?? new Map<string, number>()
    this.#failures.set(dependency, codes.set(code, (codes.get(code) ?? 0) + 1))
  }

  /**
   * @param how `is away` for an outage that may pass, `refuses` for a permanent error: somebody has to change something
   * @param reason without personal data
   * @returns how many failures a log line stands for, this one included; undefined if this one needs no line, because the same was logged a moment ago
   */
  markUnavailable(dependency: string, reason: string, how: 'is away' | 'refuses' = 'is away'): number | undefined {
    this.#known.add(dependency)
    const text = `${dependency} ${how}: ${reason}`
    const now = this.#now()
    const before = this.#away.get(dependency)
    const outage: Outage = before ?? { text, since: now, loggedAt: Number.NEGATIVE_INFINITY, unlogged: 0 }
    this.#away.set(dependency, outage)
    outage.unlogged++
    if (outage.text === text && now - outage.loggedAt < logAgainMs) return undefined
    const failures = outage.unlogged
    outage.text = text
    outage.loggedAt = now
    outage.unlogged = 0
    return failures
  }

  /** @returns how long the dependency was unavailable, in milliseconds; undefined if it was not */
  markAvailable(dependency: string): number | undefined {
    this.#known.add(dependency)
    const outage = this.#away.get(dependency)
    if (outage === undefined) return undefined
    this.#away.delete(dependency)
    this.progressed()
    return this.#now() - outage.since
  }

  /** Whether nothing says that a dependency is unavailable. */
  isAvailable(dependency: string): boolean {
    return !this.#away.has(dependency)
  }

  /** Why the process is not ready, or undefined. */
  get missing(): string | undefined {
    if (this.#away.size === 0) return undefined
    return [...this.#away.values()].map(({ text }) => text).join('; ')
  }

  /** False only if a restart may help: there is no progress, and no known outage explains it. */
  get isAlive(): boolean {
    return this.#away.size > 0 || this.#now() - this.#lastProgressAt < stuckAfterMs
  }

  /** Each dependency that anything was said of, and whether it is available. */
  get dependencies(): readonly { readonly dependency: string; readonly isAvailable: boolean }[] {
    return [...this.#known].map((dependency) => ({ dependency, isAvailable: !this.#away.has(dependency) }))
  }

  /** How often each dependency failed since the start, by code. */
  get failures(): readonly { readonly dependency: string; readonly code: string; readonly count: number }[] {
    return [...this.#failures].flatMap(([dependency, codes]) => [...codes].map(([code, count]) => ({ dependency, code, count })))
  }
}
