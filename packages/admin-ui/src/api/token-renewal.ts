const firstPauseMs = 5_000
const longestPauseMs = 300_000

/**
 * Requests a new token when one is refused: at once, and if the next one is refused too, after a pause that grows each time. A source of tokens
 * that the service refuses must not be called without end.
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

  /** Counts one refusal per token, however many calls were refused. */
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

  /** Resumes a pending request. */
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
