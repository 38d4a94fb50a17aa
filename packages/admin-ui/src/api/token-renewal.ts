const firstPauseMs = 5_000
const longestPauseMs = 300_000

/**
 * Asks for a new token when one is refused: at once, and if the next one is refused too, after a pause that grows each time. What hands out tokens
 * that the service does not take must not be asked without end.
 */
export class TokenRenewal {
  readonly #ask: () => void
  #refusedToken: string | undefined
  #refusals = 0
  #isDue = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ask: () => void) {
    this.#ask = ask
  }

  /** However many calls it was refused to, a token is one refusal. */
  refused(token: string): 'token' | 'tokenAgain' {
    if (token !== this.#refusedToken) {
      this.#refusedToken = token
      this.#refusals++
      this.#isDue = true
      this.start()
    }
    return this.#refusals === 1 ? 'token' : 'tokenAgain'
  }

  accepted(): void {
    this.#refusedToken = undefined
    this.#refusals = 0
    this.#isDue = false
    this.stop()
  }

  /** Goes on waiting with what was to be asked for. */
  start(): void {
    this.stop()
    if (!this.#isDue) return
    const pauseMs = this.#refusals === 1 ? 0 : Math.min(firstPauseMs * 2 ** (this.#refusals - 2), longestPauseMs)
    this.#timer = setTimeout(() => {
      this.#isDue = false
      this.#ask()
    }, pauseMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
