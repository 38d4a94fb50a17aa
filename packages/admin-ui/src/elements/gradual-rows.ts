import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** So many rows are drawn at once; more follow frame by frame, so that a long list does not hold up the page. */
const rowsPerFrame = 60

/** How much of a long list its host draws by now. */
export class GradualRows implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #count = rowsPerFrame
  #total = 0

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  /** Those that are drawn. */
  of<T>(rows: readonly T[]): readonly T[] {
    this.#total = rows.length
    return rows.slice(0, this.#count)
  }

  /** Draws all of them, for going to one. */
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
