import { setTimeout } from 'node:timers/promises'

/** Refusals in a second that are answered at once. */
const freePerSecond = 100

const pauseMs = 1000

/**
 * Slows down callers that go on after they were refused: beyond so many refusals in a second, each further one is answered a second later. A connection
 * is not read while too many of its requests wait for that (`superviseConnections`); so a caller needs many connections to cause as many requests as the
 * process can refuse.
 */
export class FloodBrake {
  #second = 0
  #refusals = 0

  /** Resolves when a refusal may be answered. */
  async wait(): Promise<void> {
    const second = Math.floor(performance.now() / 1000)
    if (second !== this.#second) this.#refusals = 0
    this.#second = second
    if (++this.#refusals > freePerSecond) await setTimeout(pauseMs, undefined, { ref: false })
  }
}
