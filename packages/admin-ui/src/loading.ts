import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { ActivityApi, Answer, Failure } from './api/activity-api.ts'
import type { Unread } from './outage.ts'

/** Failures that are not of one part of the page, but of all that is read while they last. */
const isOutage = (failure: Failure | undefined) => failure === 'unreachable' || failure === 'unavailable'

/** A loading note appears only after a noticeable wait. */
const slowAfterMs = 300

/**
 * A value that an element loads and shows. The previous value stays during a reload, and if the reload fails. A response is ignored if a later
 * request has been made.
 */
export class Loading<T> implements ReactiveController, Unread {
  value: T | undefined
  failure: Failure | undefined
  /** How often it failed. */
  failureCount = 0
  isSlow = false
  isLoading = false
  /** When `value` arrived, by the browser's clock. */
  loadedAt = 0
  readonly isPart: boolean
  readonly #host: ReactiveControllerHost & HTMLElement
  #ask: (() => Promise<Answer<T>>) | undefined
  #api: ActivityApi | undefined
  #asked = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param isPart whether it is a part of what another loading shows, which then says for both that the service is away */
  constructor(host: ReactiveControllerHost & HTMLElement, isPart = false) {
    this.#host = host
    this.isPart = isPart
    host.addController(this)
  }

  /** Whether another loading says already that the service is away. */
  get isSaidElsewhere(): boolean {
    return isOutage(this.failure) && this.#api?.outage.isSaidBy(this) === false
  }

  /** An element that is moved within its page is disconnected and connected again. */
  hostConnected(): void {
    this.#api?.outage.note(this, isOutage(this.failure))
    if (this.isLoading) void this.retry()
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer)
    this.#asked++
    this.#api?.outage.note(this, false)
  }

  /** @param api the API to call; a value from another API, perhaps for someone else, is removed at once */
  async load(api: ActivityApi, ask: () => Promise<Answer<T>>): Promise<void> {
    this.#ask = ask
    const question = ++this.#asked
    if (api !== this.#api) {
      this.value = undefined
      this.#api?.outage.note(this, false)
    }
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
    if (this.failure === undefined) api.outage.repeatAllBut(this)
    api.outage.note(this, isOutage(this.failure))
    this.#host.requestUpdate()
  }

  /** Removes the value. */
  forget(): void {
    this.value = undefined
    this.#host.requestUpdate()
  }

  redraw(): void {
    this.#host.requestUpdate()
  }

  repeat(): void {
    void this.#askAgain()
  }

  /** Repeats the request, and those of others that failed because the service is away; resolves when its result is on the screen. */
  async retry(): Promise<void> {
    if (isOutage(this.failure)) this.#api?.outage.repeatAllBut(this)
    await this.#askAgain()
    await this.#host.updateComplete
  }

  async #askAgain(): Promise<void> {
    if (this.#api !== undefined && this.#ask !== undefined) await this.load(this.#api, this.#ask)
  }
}
