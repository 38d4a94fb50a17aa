import type { ReactiveController, ReactiveControllerHost } from 'lit'

const minuteMs = 60_000

/** Draws its host again each minute, for what is only true for a while. It asks for nothing. */
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
