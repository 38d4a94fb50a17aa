import { extend, joins, type Point, type Span, spanOf } from '@stitchlog/timeline'
import { type User, Users } from './users.ts'

export interface OpenSpan {
  readonly span: Span
  isUnflushed: boolean
}

/** How many open spans one user may have (over devices, zones and days). Spans beyond that are forgotten, never lost. */
const maxSpansPerUser = 8

/**
 * Spans that later points may extend, in bounded memory: the least recently used spans are forgotten, by generations, once they are flushed or taken
 * for flushing. The next point of a forgotten span begins a new span beside it. That costs a row and changes no session.
 */
export class OpenSpans {
  /** The spans hang on their users, and are forgotten with them. */
  readonly users: Users
  #unflushed: OpenSpan[] = []

  constructor(maxSpans: number) {
    this.users = new Users(Math.ceil(maxSpans / 2))
  }

  /** How many spans are new or longer since the last `takeUnflushed`. */
  get unflushedCount(): number {
    return this.#unflushed.length
  }

  /** @param user the point's user, as `users` has it */
  add(point: Point, user: User = this.users.named(point.networkId, point.userId)): void {
    const { spans } = user
    for (let n = spans.length - 1; n >= 0; n--) {
      const open = spans[n]
      if (open === undefined || !joins(open.span, point)) continue
      if (extend(open.span, point.at)) this.#markUnflushed(open)
      return
    }
    this.#open(spans, point)
  }

  /** The spans to write. Later points still change these objects, so write them at once, or copy them. */
  takeUnflushed(): Span[] {
    const taken = this.#unflushed
    this.#unflushed = []
    for (const open of taken) open.isUnflushed = false
    return taken.map(({ span }) => span)
  }

  #open(spans: OpenSpan[], point: Point): void {
    const open = { span: spanOf(point), isUnflushed: false }
    if (spans.length >= maxSpansPerUser) spans.shift()
    else this.users.addedSpan()
    spans.push(open)
    this.#markUnflushed(open)
  }

  #markUnflushed(open: OpenSpan): void {
    if (open.isUnflushed) return
    open.isUnflushed = true
    this.#unflushed.push(open)
  }
}
