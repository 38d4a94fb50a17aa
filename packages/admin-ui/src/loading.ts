import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { ActivityApi, Answer, Failure } from './api/activity-api.ts'

/** Waiting is worth a word only when it is felt. */
const slowAfterMs = 300

/**
 * Something that is asked for, for an element that shows it. What was there stays while it is asked for again, and when that fails; an answer that
 * a later question has overtaken is passed over.
 */
export class Loading<T> implements ReactiveController {
  value: T | undefined
  failure: Failure | undefined
  /** How often it failed. */
  failureCount = 0
  isSlow = false
  isLoading = false
  /** When `value` came, on the browser's clock. */
  loadedAt = 0
  readonly #host: ReactiveControllerHost & HTMLElement
  #ask: (() => Promise<Answer<T>>) | undefined
  #api: ActivityApi | undefined
  #asked = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host
    host.addController(this)
  }

  /** An element that is moved within its page is taken out and put back. */
  hostConnected(): void {
    if (this.isLoading) void this.retry()
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer)
    this.#asked++
  }

  /** @param api who is asked: what another answered, for someone else maybe, goes at once */
  async load(api: ActivityApi, ask: () => Promise<Answer<T>>): Promise<void> {
    this.#ask = ask
    const question = ++this.#asked
    if (api !== this.#api) this.value = undefined
    this.#api = api
    this.isLoading = true
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.isSlow = true
      this.#host.requestUpdate()
    }, slowAfterMs)
    this.#host.requestUpdate()
    const answer = await ask()
    if (question !== this.#asked) return
    clearTimeout(this.#timer)
    this.isLoading = false
    this.isSlow = false
    if ('failure' in answer) {
      this.failure = answer.failure
      this.failureCount++
    } else {
      this.failure = undefined
      this.value = answer.value
      this.loadedAt = Date.now()
    }
    this.#host.requestUpdate()
  }

  /** Lets go of what is shown. */
  forget(): void {
    this.value = undefined
    this.#host.requestUpdate()
  }

  /** Asks the same again; what comes of it is on the screen then. */
  async retry(): Promise<void> {
    if (this.#api !== undefined && this.#ask !== undefined) await this.load(this.#api, this.#ask)
    await this.#host.updateComplete
  }
}
