import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** How many rows are drawn per frame, so that a long list does not block the page. */
const rowsPerFrame = 12

/** How many rows of a long list its host draws so far. */
export class GradualRows implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #count = rowsPerFrame
  #total = 0

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    window.addEventListener('beforeprint', this.#beforePrint)
  }

  hostDisconnected(): void {
    window.removeEventListener('beforeprint', this.#beforePrint)
  }

  /** Paper has all rows. */
  readonly #beforePrint = (): void => this.all()

  /** The rows that are drawn so far. */
  of<T>(rows: readonly T[]): readonly T[] {
    this.#total = rows.length
    return rows.slice(0, this.#count)
  }

  /** Draws all rows, so that the focus can go to any of them. */
  all(): void {
    this.#count = Number.POSITIVE_INFINITY
    this.#host.requestUpdate()
  }

  hostUpdated(): void {
    if (this.#count >= this.#total) return
    requestAnimationFrame(() => {
      this.#count += rowsPerFrame
      this.#host.requestUpdate()
    })
  }
}
