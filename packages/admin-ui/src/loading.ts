import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { ActivityApi, Answer, Failure } from './api/activity-api.ts'

/** A loading note appears only after a noticeable wait. */
const slowAfterMs = 300

/**
 * A value that an element loads and shows. The previous value stays during a reload, and if the reload fails. A response is ignored if a later
 * request has been made.
 */
export class Loading<T> implements ReactiveController {
  value: T | undefined
  failure: Failure | undefined
  /** How often it failed. */
  failureCount = 0
  isSlow = false
  isLoading = false
  /** When `value` arrived, by the browser's clock. */
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

  /** An element that is moved within its page is disconnected and connected again. */
  hostConnected(): void {
    if (this.isLoading) void this.retry()
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer)
    this.#asked++
  }

  /** @param api the API to call; a value from another API, perhaps for someone else, is removed at once */
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

  /** Removes the value. */
  forget(): void {
    this.value = undefined
    this.#host.requestUpdate()
  }

  /** Repeats the request; resolves when the result is on the screen. */
  async retry(): Promise<void> {
    if (this.#api !== undefined && this.#ask !== undefined) await this.load(this.#api, this.#ask)
    await this.#host.updateComplete
  }
}
