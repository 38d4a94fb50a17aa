import { extend, joins, type Point, type Span, spanOf } from '@stitchlog/timeline'

interface OpenSpan {
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
  readonly #maxSpansPerGeneration: number
  #young = new Map<string, OpenSpan[]>()
  #old = new Map<string, OpenSpan[]>()
  #youngCount = 0
  #unflushed: OpenSpan[] = []

  constructor(maxSpans: number) {
    this.#maxSpansPerGeneration = Math.ceil(maxSpans / 2)
  }

  /** How many spans are new or longer since the last `takeUnflushed`. */
  get unflushedCount(): number {
    return this.#unflushed.length
  }

  add(point: Point): void {
    const spans = this.#spansOf(point)
    const open = spans.findLast(({ span }) => joins(span, point))
    if (open === undefined) this.#open(spans, point)
    else if (extend(open.span, point.at)) this.#markUnflushed(open)
  }

  /** The spans to write. Later points still change these objects, so write them at once, or copy them. */
  takeUnflushed(): Span[] {
    const taken = this.#unflushed
    this.#unflushed = []
    for (const open of taken) open.isUnflushed = false
    return taken.map(({ span }) => span)
  }

  #spansOf({ networkId, userId }: Point): OpenSpan[] {
    // Ids contain no control characters, so this key is unambiguous.
    const key = `${networkId}\n${userId}`
    let spans = this.#young.get(key)
    if (spans === undefined) {
      if (this.#youngCount >= this.#maxSpansPerGeneration) this.#age()
      spans = this.#old.get(key) ?? []
      this.#young.set(key, spans)
      this.#youngCount += spans.length
    }
    return spans
  }

  #age(): void {
    this.#old = this.#young
    this.#young = new Map()
    this.#youngCount = 0
  }

  #open(spans: OpenSpan[], point: Point): void {
    const open = { span: spanOf(point), isUnflushed: false }
    if (spans.length >= maxSpansPerUser) spans.shift()
    else this.#youngCount++
    spans.push(open)
    this.#markUnflushed(open)
  }

  #markUnflushed(open: OpenSpan): void {
    if (open.isUnflushed) return
    open.isUnflushed = true
    this.#unflushed.push(open)
  }
}
