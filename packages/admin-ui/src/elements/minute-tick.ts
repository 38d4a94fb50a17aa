import type { ReactiveController, ReactiveControllerHost } from 'lit'

const minuteMs = 60_000

/** Redraws its host each minute, for statements that are true only for a while. It makes no requests. */
export class MinuteTick implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    this.#timer = setInterval(() => this.#host.requestUpdate(), minuteMs)
  }

  hostDisconnected(): void {
    clearInterval(this.#timer)
  }
}
