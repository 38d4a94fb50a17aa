import { setTimeout } from 'node:timers/promises'
import type { Store } from '../engine/store.ts'
import { deleteErasedActivity } from './delete-erased-activity.ts'
import { type Erasure, erasuresPerStatement } from './erased-tables.ts'

/** More than this is left to the sweep: the queue is a favour, and must not grow with what one caller asks for. */
const maxWaiting = 100_000

/** Deletions get at most half of the time, because other statements share disk and processor with them. */
const longestPauseMs = 10_000

/**
 * Deletes what was erased from the disk, in the background: one statement at a time, for all erasures that came meanwhile. A deletion that fails, or does
 * not fit, is left to the next sweep.
 */
export class ErasureDeletions {
  readonly #store: Pick<Store, 'removalQueries' | 'cluster'>
  readonly #onLeft: (erasures: number, error?: unknown) => void
  /** By whom they erase: a later erasure of the same person covers the earlier one. */
  readonly #waiting = new Map<string, Erasure>()
  #working: Promise<void> | undefined
  readonly #hurry = new AbortController()

  /** @param onLeft called for erasures that only the sweep will carry out; with the error, if there was one. Must not throw. */
  constructor(store: Pick<Store, 'removalQueries' | 'cluster'>, onLeft: (erasures: number, error?: unknown) => void) {
    this.#store = store
    this.#onLeft = onLeft
  }

  /** Erasures that wait for their deletion. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Deletes soon what an erasure covers. */
  add(erasure: Erasure): void {
    const { networkId, userId, erasedAt } = erasure
    const key = JSON.stringify([networkId, userId])
    const earlier = this.#waiting.get(key)
    if (earlier === undefined && this.#waiting.size >= maxWaiting) this.#onLeft(1)
    else this.#waiting.set(key, { networkId, userId, erasedAt: Math.max(erasedAt, earlier?.erasedAt ?? erasedAt) })
    this.#working ??= this.#work()
  }

  /** Resolves when nothing waits any more. From the call on, nothing pauses. */
  async finish(): Promise<void> {
    this.#hurry.abort()
    await this.#working
  }

  async #work(): Promise<void> {
    while (this.#waiting.size > 0) {
      const erasures = this.#waiting.entries().take(erasuresPerStatement).toArray()
      for (const [key] of erasures) this.#waiting.delete(key)
      const beganAt = performance.now()
      try {
        await deleteErasedActivity(
          this.#store,
          erasures.map(([, erasure]) => erasure),
        )
      } catch (error) {
        this.#onLeft(erasures.length, error)
      }
      const pauseMs = Math.min(performance.now() - beganAt, longestPauseMs)
      await setTimeout(pauseMs, undefined, { signal: this.#hurry.signal, ref: false }).catch(() => {})
    }
    this.#working = undefined
  }
}
