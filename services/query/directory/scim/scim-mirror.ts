import type { People } from '../directory.ts'
import { PeopleIndex } from '../people-index.ts'
import { readScimPeople, type ScimReading } from './read-scim-people.ts'

/** How long people are kept after they were to be read again, while they cannot be. Names are in memory for minutes, not for days. */
const keptMs = 30 * 60_000

/** After a failed reading none begins for this long. The pause doubles with each failure. */
const firstPauseMs = 5000
const longestPauseMs = 300_000

export interface MirrorOptions {
  readonly reading: ScimReading
  readonly refreshMs: number
  /** Milliseconds of any clock that is never set. */
  readonly now: () => number
}

/** People of one SCIM directory in memory. */
export class ScimMirror {
  readonly #options: MirrorOptions
  #index: PeopleIndex | undefined
  #readAt = Number.NEGATIVE_INFINITY
  #failures = 0
  #mayReadAt = Number.NEGATIVE_INFINITY
  #isReading = false
  #askedAt: number

  constructor(options: MirrorOptions) {
    this.#options = options
    this.#askedAt = options.now()
  }

  /** How many people it holds. */
  get size(): number {
    return this.#index?.size ?? 0
  }

  /** When somebody asked last. */
  get askedAt(): number {
    return this.#askedAt
  }

  /** How long ago the people were read; undefined if there are none. */
  get ageMs(): number | undefined {
    return this.#index === undefined ? undefined : this.#options.now() - this.#readAt
  }

  /** Whether they are to be read, now. */
  get isDue(): boolean {
    const now = this.#options.now()
    return !this.#isReading && now >= this.#mayReadAt && now - this.#readAt >= this.#options.refreshMs
  }

  /** What is in memory. */
  people(): People {
    this.#askedAt = this.#options.now()
    this.forgetOld()
    return this.#index ?? PeopleIndex.nobody(this.#failures === 0 ? 'loading' : 'unavailable')
  }

  /**
   * Reads everybody anew. Until it is done, and if it fails, those of before stay.
   *
   * @throws ScimFailure
   */
  async read(): Promise<void> {
    const { reading, now } = this.#options
    this.#isReading = true
    const startedAt = now()
    try {
      const { people, isComplete } = await readScimPeople(reading)
      this.#index = await PeopleIndex.of(people, isComplete ? 'answered' : 'incomplete')
      this.#readAt = startedAt
      this.#failures = 0
    } catch (error) {
      this.#mayReadAt = now() + Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures)
      this.#failures++
      throw error
    } finally {
      this.#isReading = false
    }
  }

  /** Forgets people that are too old. */
  forgetOld(): void {
    if (this.#options.now() - this.#readAt > this.#options.refreshMs + keptMs) this.forget()
  }

  forget(): void {
    this.#index = undefined
    this.#readAt = Number.NEGATIVE_INFINITY
  }
}
