import { extend, joins, type Point, type Span } from '@stitchlog/timeline'
import { SpanTable } from './span-table.ts'
import { nobody, noRow, Users } from './users.ts'

/** How many open spans one user may have (over devices, zones and days). Spans beyond that are forgotten, never lost. */
const maxSpansPerUser = 8

/** Each is made when it is come to, so that a collection never finds all of them at once. To be read before another point is added. */
export interface UnflushedSpans extends Iterable<Span> {
  readonly length: number
}

/**
 * Spans that later points may extend, in bounded memory: the least recently used spans are forgotten, with their users. The next point of a forgotten
 * span begins a new span beside it. That costs a row and changes no session.
 */
export class OpenSpans {
  /** The spans hang on their users, and are forgotten with them. */
  readonly users: Users
  readonly #spans: SpanTable
  /** Their rows. */
  #unflushed: number[] = []
  /** Those that were forgotten before they were flushed. */
  #leftBehind: Span[] = []
  /** How often rows were changed. */
  #changes = 0

  constructor(maxSpans: number) {
    this.users = new Users(Math.ceil(maxSpans / 2), (moves) => this.#follow(moves))
    this.#spans = new SpanTable(this.users)
  }

  /** How many spans are new or longer since the last `takeUnflushed`. */
  get unflushedCount(): number {
    return this.#unflushed.length + this.#leftBehind.length
  }

  /** @param user the number of the point's user, as `users` gave it last */
  add(point: Point, user: number = this.users.named(point.networkId, point.userId)): void {
    const span = this.#spans
    this.#changes++
    for (let row = this.users.latestSpanOf(user); row !== noRow; row = span.next) {
      span.at = row
      if (!joins(span, point)) continue
      if (extend(span, point.at)) this.#markUnflushed()
      return
    }
    this.#open(point, user)
  }

  /** The spans to write, as they are now. */
  takeUnflushed(): UnflushedSpans {
    const [rows, leftBehind] = [this.#unflushed, this.#leftBehind]
    this.#unflushed = []
    this.#leftBehind = []
    const span = this.#spans
    for (const row of rows) {
      span.at = row
      span.isUnflushed = false
    }
    const changes = this.#changes
    const requireSame = () => {
      if (this.#changes !== changes) throw new Error('spans are read after other points were added')
    }
    return {
      length: leftBehind.length + rows.length,
      *[Symbol.iterator]() {
        yield* leftBehind
        for (const row of rows) {
          requireSame()
          span.at = row
          yield span.copy()
        }
      },
    }
  }

  #open(point: Point, user: number): void {
    const span = this.#spans
    const latest = this.users.latestSpanOf(user)
    if (this.users.spanCountOf(user) < maxSpansPerUser) {
      span.add()
      this.users.addedSpan(user, span.at)
    } else {
      this.#takeOutEarliest(latest)
      this.users.setLatestSpan(user, span.at)
    }
    span.set(point, user, latest)
    this.#markUnflushed()
  }

  /** Takes the earliest span out of the list of a user, and looks at its row, which is free then. */
  #takeOutEarliest(latest: number): void {
    const span = this.#spans
    span.at = latest
    let before = latest
    while (span.next !== noRow) {
      before = span.at
      span.at = span.next
    }
    const earliest = span.at
    if (span.isUnflushed) this.#leftBehind.push(span.copy())
    span.at = before
    span.next = noRow
    span.at = earliest
  }

  #markUnflushed(): void {
    const span = this.#spans
    if (span.isUnflushed) return
    span.isUnflushed = true
    this.#unflushed.push(span.at)
  }

  /** Forgets the spans of forgotten users, and gives the others their users' new numbers. */
  #follow(moves: Int32Array): void {
    this.#changes++
    const span = this.#spans
    const unflushed: number[] = []
    const { count } = span
    let kept = 0
    for (let row = 0; row < count; row++) {
      span.at = row
      const { user } = span
      const moved = moves[user] ?? nobody
      if (moved === nobody) {
        if (span.isUnflushed) this.#leftBehind.push(span.copy())
        continue
      }
      span.move(kept, moved, this.users.latestSpanOf(user))
      this.users.setLatestSpan(user, kept)
      if (span.isUnflushed) unflushed.push(kept)
      kept++
    }
    span.cut(kept)
    this.#unflushed = unflushed
  }
}
