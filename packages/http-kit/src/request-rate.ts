import { RecentlyUsed } from '@stitchlog/service-kit'

const windowMs = 60_000

/** Keys whose requests are counted. Beyond it those that were quiet for longest are forgotten, by halves. */
const maxKeys = 20_000

interface Window {
  requests: number
  /** By the monotonic clock. */
  startedAt: number
}

/** Counts the requests of each key in a minute, which begins with its first one. */
export class RequestRate {
  readonly #perMinute: number
  readonly #windows = new RecentlyUsed<Window>(maxKeys, () => ({ requests: 0, startedAt: performance.now() }))

  /** @param perMinute 0: any number */
  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /** Counts a request. @returns the seconds until its key may ask again, at least 1; undefined if it may ask now */
  count(key: string): number | undefined {
    if (this.#perMinute === 0) return undefined
    const window = this.#windows.of(key)
    const now = performance.now()
    if (now - window.startedAt >= windowMs) {
      window.requests = 0
      window.startedAt = now
    }
    if (++window.requests <= this.#perMinute) return undefined
    return Math.max(1, Math.ceil((window.startedAt + windowMs - now) / 1000))
  }
}
